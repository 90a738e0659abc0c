import { relinkJob } from '../ingestion/jobs/relink.ts'
import { InboxStore } from '../stores/inbox-store.ts'
import { StoredArticleStore } from '../stores/stored-article-store.ts'
import { knownSource, runLongJob } from './long-job.ts'
import type { AddCommand } from './run.ts'

/** `sila relink`: looks for the links of all stored articles again. */
export const relinkCommand: AddCommand = (program, perform) => {
  program
    .command('relink')
    .option('--source <slug>', 'only the articles of this source')
    .description('look again for the articles that stored headlines name; stopped, it goes on where it was')
    .action((options: { source?: string; json?: boolean }) =>
      perform(options.json, (context) =>
        runLongJob(context, async ({ database: { manager } }) => ({
          job: relinkJob(new StoredArticleStore(manager), new InboxStore(manager)),
          scope: { source: await knownSource(manager, options.source) },
        })),
      ),
    )
}
