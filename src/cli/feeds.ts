import type { Command } from 'commander'
import type { CommandContext } from './command.ts'
import { type AddOptions, addFeed } from './feeds-add.ts'
import { changeFeeds, type FeedChange } from './feeds-change.ts'
import { checkFeeds } from './feeds-check.ts'
import { listFeeds } from './feeds-list.ts'
import { exportList, importList } from './feeds-opml.ts'
import type { AddCommand } from './run.ts'

const FEED = 'ids or addresses of feeds'
const CHANGES: Readonly<Record<FeedChange, string>> = {
  pause: 'leave feeds alone until they are resumed',
  resume: 'poll feeds again, also where the publisher said 410 Gone',
  remove: 'stop polling feeds for good; their articles stay',
}

/** `sila feeds …`: what is polled. */
export const feedsCommand: AddCommand = (program, perform) => {
  const feeds = program.command('feeds').description('add, list, check and change the feeds that are polled')
  // Commander gives a command below another its own options only; --json may stand behind either.
  const run = (command: Command, body: (context: CommandContext) => Promise<number>) =>
    perform(command.optsWithGlobals<{ json?: boolean }>().json, body)
  feeds
    .command('add')
    .argument('<url>', 'address of a feed, or of a page that leads to one')
    .option('--source <slug>', 'source whose articles it brings; made if it is new. Else the one of its site')
    .option('--yes', 'store it without asking')
    .description('find the feed of an address, show five of its items, and store it')
    .action((url: string, options: AddOptions, self: Command) => run(self, (context) => addFeed(url, options, context)))
  feeds
    .command('list')
    .description('list all feeds with how they do')
    .action((_, self: Command) => run(self, listFeeds))
  feeds
    .command('check')
    .description('ask every feed once and store nothing; 1 where one is dead')
    .action((_, self: Command) => run(self, checkFeeds))
  for (const [change, description] of Object.entries(CHANGES)) {
    feeds
      .command(change)
      .argument('<feed...>', FEED)
      .description(description)
      .action((names: string[], _, self: Command) =>
        run(self, (context) => changeFeeds(change as FeedChange, names, context)),
      )
  }
  feeds
    .command('refresh')
    .argument('[feed...]', `${FEED}; all where none is named`)
    .description('poll feeds now, as soon as their publishers allow it; returns when it is done')
    .action((names: string[], _, self: Command) =>
      // Alone of these it works as a server does, and loads as much.
      run(self, async (context) => (await import('./feeds-refresh.ts')).refreshFeeds(names, context)),
    )
  feeds
    .command('import-opml')
    .argument('<file>', 'a list of subscriptions; its folders become tags')
    .description('store the feeds of a list; none is asked before its poll')
    .action((file: string, _, self: Command) => run(self, (context) => importList(file, context)))
  feeds
    .command('export-opml')
    .description('print all feeds as OPML')
    .action((_, self: Command) => run(self, exportList))
}
