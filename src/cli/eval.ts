import { writeFile } from 'node:fs/promises'
import { figuresTable, type Measure, printed, table } from '../../eval/measure.ts'
import { type CommandContext, EXIT } from './command.ts'
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
    about: 'share of what other parsers expect of feeds: EXPECTED is a .jsonl of asserts or a folder of x.xml + x.json',
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
    about: 'whether words of one lemma get one stem: TREEBANK is a .conllu file with lemmas, also .gz',
    load: async () => (await import('../../eval/stemming.ts')).measureStemming,
  },
]

interface Options {
  json?: boolean
  out?: string
  misses?: boolean
}

/** `sila eval NAME …`: measures the quality of one part on a labelled set. */
export const evalCommand: AddCommand = (program, perform) => {
  const command = program.command('eval').description('measure quality on a labelled set')
  for (const evaluation of EVALUATIONS) {
    command
      .command(evaluation.name)
      .argument(evaluation.inputs)
      .option('--out <file>', 'what was measured, one line of JSON each')
      .option('--misses', 'list what was not met, and why')
      .description(evaluation.about)
      .action((inputs: string | string[], _, self: { optsWithGlobals(): Options }) => {
        const options = self.optsWithGlobals()
        return perform(options.json, (context) => evaluate(evaluation, [inputs].flat(), options, context))
      })
  }
}

async function evaluate(
  evaluation: Evaluation,
  inputs: readonly string[],
  options: Options,
  context: CommandContext,
): Promise<number> {
  const measure = await evaluation.load()
  const measurement = await measure(inputs, { say: context.say })
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
