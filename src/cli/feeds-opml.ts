import { readFile, stat } from 'node:fs/promises'
import { decode } from '../ingestion/charset.ts'
import { type OpmlFeed, readOpml, writeOpml } from '../ingestion/opml.ts'
import { importOpml } from '../ingestion/opml-import.ts'
import { type CommandContext, EXIT } from './command.ts'
import { offerToClear, onFeeds, sourcesOf } from './feed-scope.ts'
import { progressOn } from './progress.ts'

/** A larger file is no list of feeds. */
const MAX_BYTES = 20_000_000

/** `sila feeds import-opml FILE`: stores the feeds of a list without asking anybody for them. */
export async function importList(file: string, context: CommandContext): Promise<number> {
  if ((await stat(file)).size > MAX_BYTES) throw new Error(`${file} has more than ${MAX_BYTES} bytes`)
  const list = readOpml(decode(await readFile(file), { kind: 'feed' }).text)
  return await onFeeds(context, async (scope) => {
    const progress = progressOn(process.stderr, 'import-opml')
    try {
      const imported = await importOpml(list, scope.store.database, progress.update)
      progress.stop()
      for (const { line, title, reason } of imported.rejected) {
        context.say(`sila: ${file}:${line}: ${title === null ? '' : `${title}: `}${reason}`)
      }
      context.print(imported)
      if (imported.added > 0) await offerToClear(scope, context)
      return imported.added + imported.existing === 0 && imported.rejected.length > 0 ? EXIT.failed : EXIT.done
    } finally {
      progress.stop()
    }
  })
}

/** `sila feeds export-opml`: the feeds as a list that other readers take, on stdout. */
export async function exportList(context: CommandContext): Promise<number> {
  return await onFeeds(context, async ({ stores }) => {
    const feeds = await stores.feeds.all()
    const sources = await sourcesOf(feeds, stores)
    const entries = feeds.map((feed): OpmlFeed => {
      const { slug, name, homepage, language, country } = sources.get(feed.sourceId)!
      const { url, kind, tags } = feed
      return { url, kind, tags, title: feed.title ?? name, homepage, language, country, source: slug, publisher: name }
    })
    context.write(writeOpml(entries))
    return EXIT.done
  })
}
