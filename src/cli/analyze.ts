import { text as readText } from 'node:stream/consumers'
import { fold } from '../arabic/fold.ts'
import { languageOf } from '../arabic/language.ts'
import { bundledAnalyzer } from '../stores/bundled-analyzer.ts'
import { type CommandContext, EXIT } from './command.ts'
import type { AddCommand } from './run.ts'

/** `sila analyze TEXT`: what the analyzer makes of a text. */
export const analyzeCommand: AddCommand = (program, perform) => {
  program
    .command('analyze')
    .argument('<text>', 'the text; - reads it from standard input')
    .description('print what the analyzer sees of a text: folded, its tokens with offsets and lexemes, its language')
    .action((text: string, options: { json?: boolean }) => perform(options.json, (context) => analyze(text, context)))
}

async function analyze(argument: string, context: CommandContext): Promise<number> {
  const text = argument === '-' ? await readText(process.stdin) : argument
  const analyzer = await bundledAnalyzer()
  const tokens = analyzer.analyze(text).map((token) => {
    const { text: written, start, end, lexeme } = token
    return { text: written, start, end, lexeme }
  })
  context.print({ folded: fold(text), tokens, language: languageOf(text) })
  return EXIT.done
}
