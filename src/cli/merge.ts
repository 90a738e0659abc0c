import { editArticles } from './edit-article.ts'
import type { AddCommand } from './run.ts'

/** `sila merge ID INTO-ID`: makes one article of two. */
export const mergeCommand: AddCommand = (program, perform) => {
  program
    .command('merge')
    .argument('<id>', 'the article that goes')
    .argument('<into-id>', 'the article that takes its place')
    .description('merge an article into another: it is withdrawn, says what replaced it, and links to it follow')
    .action((id: string, into: string, { json }: { json?: boolean }) =>
      perform(json, (context) => editArticles([id, into], mergeOf, context)),
    )
}

const mergeOf = ([gone, kept]: string[]) => ({
  kind: 'MERGE' as const,
  payload: { mergeOf: gone!, into: kept! },
})
