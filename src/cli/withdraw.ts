import { cleanLine } from '../arabic/clean.ts'
import { EDITORIAL_ERRORS, MAX_REASON } from '../entities/editorial-error.ts'
import { type CommandContext, EXIT } from './command.ts'
import { editArticles } from './edit-article.ts'
import type { AddCommand } from './run.ts'

interface Options {
  reason: string
  json?: boolean
}

/** `sila withdraw ID --reason TEXT`: takes an article out for good. */
export const withdrawCommand: AddCommand = (program, perform) => {
  program
    .command('withdraw')
    .argument('<id>', 'the article')
    .requiredOption('--reason <text>', 'why, in words that readers may see')
    .description('take an article out of everything but its id and address, for good')
    .action((id: string, options: Options) => perform(options.json, (context) => withdraw(id, options, context)))
}

async function withdraw(id: string, options: Options, context: CommandContext): Promise<number> {
  const reason = cleanLine(options.reason)
  if (reason === '' || reason.length > MAX_REASON) {
    context.say(`sila: ${EDITORIAL_ERRORS.reason.message.en}`)
    return EXIT.misused
  }
  const edit = ([articleId]: string[]) => ({ kind: 'WITHDRAWAL' as const, payload: { articleId: articleId!, reason } })
  return await editArticles([id], edit, context)
}
