import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { figuresTable, type Measure, type Measurement, printed, table } from '../../eval/measure.ts'
import { type CommandContext, EXIT } from './command.ts'
import { progressOn } from './progress.ts'
import type { AddCommand } from './run.ts'

/** A line of `sila eval`: its code is loaded when it is asked for. */
interface Evaluation {
  name: string
  inputs: string
  about: string
  load(): Promise<Measure>
}

const EVALUATIONS: readonly Evaluation[] = [
  {
    name: 'feeds',
    inputs: '<expected...>',
    about:
      'share of what other parsers expect of feeds: EXPECTED is a .jsonl of asserts, a folder with an expected.jsonl, or one of x.xml + x.json',
    load: async () => (await import('../../eval/feeds.ts')).measureFeeds,
  },
  {
    name: 'extraction',
    inputs: '<expected...>',
    about:
      'text, title and date of pages: EXPECTED is a .jsonl {file,title?,text?,publishedAt?} with the pages beside it, a ' +
      'folder of x.html + x.txt + x.json, or Readability test pages (a folder or .tar.gz)',
    load: async () => (await import('../../eval/extraction.ts')).measureExtraction,
  },
  {
    name: 'stemming',
    inputs: '<treebank...>',
    about: 'whether words of one lemma get one stem: TREEBANK is a .conllu with lemmas, also .gz, or a folder of them',
    load: async () => (await import('../../eval/stemming.ts')).measureStemming,
  },
  {
    name: 'search',
    inputs: '<set>',
    about:
      'how well search by relevance answers: SET is a folder with corpus.jsonl, queries.jsonl and qrels.tsv (BEIR), or a ' +
      '.jsonl of articles, whose titles, in three spellings, are asked for their bodies, indexed without title and excerpt',
    load: async () => (await import('../../eval/search-run.ts')).measureSearch,
  },
  {
    name: 'similar',
    inputs: '<articles> <links>',
    about:
      'whether similar articles are those that editors link to, without the lines that show the links: LINKS is a .jsonl ' +
      '{sourceUrl,targetUrls,linkText}',
    load: async () => (await import('../../eval/similar.ts')).measureSimilar,
  },
  {
    name: 'readalso',
    inputs: '<articles> <links>',
    about: 'whether headlines that pages show are bound to their articles, those of LINKS and titles with noise',
    load: async () => (await import('../../eval/readalso.ts')).measureReadAlso,
  },
  {
    name: 'duplicates',
    inputs: '<articles> <groups>',
    about: 'whether copies of a text are grouped, those of GROUPS {ids} and edited ones, and nothing else',
    load: async () => (await import('../../eval/duplicates.ts')).measureDuplicates,
  },
  {
    name: 'pairs',
    inputs: '<pairs>',
    about:
      'how alike texts are, as similar articles are found: PAIRS is a .jsonl {pairId,textA,textB}, with `score`, on any ' +
      'scale, where readers said so',
    load: async () => (await import('../../eval/pairs.ts')).measurePairs,
  },
  {
    name: 'stories',
    inputs: '<articles> [gold]',
    about:
      'whether articles of one story are in one: GOLD is a .jsonl {id,story}; without it titles that different sources ' +
      'word alike within 36 hours are the labels',
    load: async () => (await import('../../eval/stories.ts')).measureStories,
  },
  {
    name: 'tags',
    inputs: '<articles> <judgements> [pages...]',
    about:
      'whether readers accept the first five tags: JUDGEMENTS is a .jsonl {articleId,tag,right}, articleId the first 16 ' +
      'hexadecimal digits of the SHA-256 of the address (of an article without one, of its title)',
    load: async () => (await import('../../eval/tags.ts')).measureTags,
  },
]

interface Options {
  json?: boolean
  out?: string
  misses?: boolean
  full?: boolean
}

/** `sila eval NAME …`: measures the quality of one part on a labelled set. */
export const evalCommand: AddCommand = (program, perform) => {
  const command = program.command('eval').description('measure quality on a labelled set')
  for (const evaluation of EVALUATIONS) {
    command
      .command(evaluation.name)
      .arguments(evaluation.inputs)
      .option('--out <file>', 'what was measured, one line of JSON each')
      .option('--misses', 'list what was not met, and why')
      .option('--full', 'the large sizes and long runs')
      .description(evaluation.about)
      .action((...given: unknown[]) => {
        const self = given.at(-1) as { args: string[]; optsWithGlobals(): Options }
        const options = self.optsWithGlobals()
        return perform(options.json, (context) => evaluate(evaluation, self.args, options, context))
      })
  }
}

/** Measures, with a bar for each thing that is counted up to its end. */
async function measured(
  measure: Measure,
  inputs: readonly string[],
  name: string,
  { full = false }: Options,
  { say }: CommandContext,
): Promise<Measurement> {
  let bar = progressOn(process.stderr, name)
  let reached = 0
  const progress = (done: number, total: number): void => {
    if (done < reached) {
      bar.stop()
      bar = progressOn(process.stderr, name)
    }
    reached = done
    bar.update(done, total)
  }
  try {
    return await measure(inputs, { say, full, progress })
  } finally {
    bar.stop()
  }
}

async function evaluate(
  evaluation: Evaluation,
  inputs: readonly string[],
  options: Options,
  context: CommandContext,
): Promise<number> {
  const missing = inputs.find((path) => !existsSync(path))
  if (missing !== undefined) {
    context.say(`sila: there is no ${missing}`)
    return EXIT.misused
  }
  const measure = await evaluation.load()
  const measurement = await measured(measure, inputs, evaluation.name, options, context)
  if (options.out !== undefined) {
    const lines = (measurement.records ?? []).map((record) => `${JSON.stringify(record)}\n`)
    await writeFile(options.out, lines.join(''))
  }
  if (context.json) context.print(printed(measurement))
  else context.write(figuresTable(measurement))
  if (options.misses) {
    // With --json the figures alone are data.
    const print = context.json ? context.say : context.write
    for (const { title, rows } of measurement.details ?? []) print(`\n${title}\n${table(rows)}`)
  }
  return EXIT.done
}
