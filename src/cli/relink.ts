import { relinkJob } from '../ingestion/jobs/relink.ts'
import { InboxStore } from '../stores/inbox-store.ts'
import { StoredArticleStore } from '../stores/stored-article-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import { knownSource, runLongJob } from './long-job.ts'
import { checkLinks } from './relink-check.ts'
import type { AddCommand } from './run.ts'

interface Options {
  source?: string
  check?: boolean
  json?: boolean
}

/** `sila relink`: looks for the links of all stored articles again. */
export const relinkCommand: AddCommand = (program, perform) => {
  program
    .command('relink')
    .option('--source <slug>', 'only the articles of this source')
    .option('--check', 'change nothing; decide about all texts again and fail where something else is stored')
    .description('look again for the articles that stored headlines name; stopped, it goes on where it was')
    .action((options: Options) =>
      perform(options.json, (context) => (options.check ? check(options, context) : relink(options, context))),
    )
}

async function relink(options: Options, context: CommandContext): Promise<number> {
  return await runLongJob(context, async ({ database: { manager } }) => ({
    job: relinkJob(new StoredArticleStore(manager), new InboxStore(manager)),
    scope: { source: await knownSource(manager, options.source) },
  }))
}

async function check({ source }: Options, context: CommandContext): Promise<number> {
  if (source === undefined) return await checkLinks(context)
  context.say(
    'sila: --check looks at all articles, for what is decided about one rests on the others: leave --source out',
  )
  return EXIT.misused
}
