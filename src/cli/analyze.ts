import { text as readText } from 'node:stream/consumers'
import { openStore } from '../app/open-store.ts'
import type { Analyzer } from '../arabic/analyzer.ts'
import { fold } from '../arabic/fold.ts'
import { languageOf } from '../arabic/language.ts'
import { bundledAnalyzer } from '../stores/bundled-analyzer.ts'
import { FrequencyStore } from '../stores/frequency-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import type { AddCommand } from './run.ts'

interface Options {
  stored?: boolean
  json?: boolean
}

/** `sila analyze TEXT`: what the analyzer makes of a text. */
export const analyzeCommand: AddCommand = (program, perform) => {
  program
    .command('analyze')
    .argument('<text>', 'the text; - reads it from standard input')
    .option('--stored', 'with the words counted in the stored articles, not only those that come with the program')
    .description('print what search and links see of a text: folded, its tokens with offsets and lexemes, its language')
    .action((text: string, options: Options) => perform(options.json, (context) => analyze(text, options, context)))
}

async function analyze(argument: string, options: Options, context: CommandContext): Promise<number> {
  const text = argument === '-' ? await readText(process.stdin) : argument
  const analyzer = options.stored ? await storedAnalyzer(context) : await bundledAnalyzer()
  const tokens = analyzer.analyze(text).map((token) => {
    const { text: written, start, end, lexeme } = token
    return { text: written, start, end, lexeme }
  })
  context.print({ folded: fold(text), tokens, language: languageOf(text) })
  return EXIT.done
}

/** The one that new articles are analysed with. */
async function storedAnalyzer(context: CommandContext): Promise<Analyzer> {
  const config = context.config()
  const store = await openStore(config, context.log(config))
  try {
    const tables = new FrequencyStore(store.database.manager)
    return await tables.analyzer(await tables.latestVersion())
  } finally {
    await store.close()
  }
}
