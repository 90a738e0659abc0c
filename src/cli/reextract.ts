import { reextractJob } from '../ingestion/jobs/reextract.ts'
import { ParserPool } from '../ingestion/worker/pool.ts'
import { InboxStore } from '../stores/inbox-store.ts'
import { RawPayloadStore } from '../stores/raw-payload-store.ts'
import { StoredArticleStore } from '../stores/stored-article-store.ts'
import { knownSource, runLongJob } from './long-job.ts'
import type { AddCommand } from './run.ts'

/** `sila reextract`: reads the kept bytes of all stored articles again. */
export const reextractCommand: AddCommand = (program, perform) => {
  program
    .command('reextract')
    .option('--source <slug>', 'only the articles of this source')
    .description('read the kept bytes of stored articles again; stopped, it goes on where it was')
    .action((options: { source?: string; json?: boolean }) =>
      perform(options.json, (context) =>
        runLongJob(context, async ({ database: { manager } }) => {
          const pool = new ParserPool()
          return {
            job: reextractJob(
              new StoredArticleStore(manager),
              new RawPayloadStore(manager),
              new InboxStore(manager),
              pool,
            ),
            scope: { source: await knownSource(manager, options.source) },
            close: () => pool.close(),
          }
        }),
      ),
    )
}
