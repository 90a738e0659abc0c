import { openDesk } from '../app/open-desk.ts'
import { openStore } from '../app/open-store.ts'
import { decodeId, encodeId } from '../entities/node-id.ts'
import { deliverOne } from '../ingestion/deliver-one.ts'
import { ArticleStore } from '../stores/article-store.ts'
import type { InboxItem } from '../stores/inbox-store.ts'
import { type CommandContext, EXIT } from './command.ts'

/** What a command asks of the desk, with the rows that its ids name. */
type Edit = (rows: string[]) => Pick<InboxItem, 'kind' | 'payload'>

/**
 * Has the desk do one thing with the articles of these ids, beside a running server or without one, and prints what became of the
 * first. Failed where the desk refuses, misused where an id is none.
 */
export async function editArticles(ids: readonly string[], edit: Edit, context: CommandContext): Promise<number> {
  const rows = ids.flatMap((id) => {
    const named = decodeId(id)
    return named?.prefix === 'art' ? [named.id] : []
  })
  if (rows.length < ids.length) {
    context.say('sila: an article is named by its id, such as art_2FkX9aLmQ')
    return EXIT.misused
  }
  const config = context.config()
  const log = context.log(config)
  const store = await openStore(config, log)
  // Whoever waits for the desk stands for its lease as well: there may be no server.
  const desk = openDesk(store, config, log)
  try {
    const { manager } = store.database
    const item = { ...edit(rows), channel: 'editor', rawPayloadId: null }
    const { outcome, reason } = await deliverOne(item, manager)
    if (outcome === 'REJECTED') {
      context.say(context.json ? JSON.stringify({ error: reason }) : `sila: ${reason}`)
      return EXIT.failed
    }
    const [article] = await new ArticleStore(manager).byIds(rows.slice(0, 1))
    const { url, title, status, replacedById } = article!
    const replacedBy = replacedById === null ? null : encodeId('art', replacedById)
    context.print({ changed: outcome === 'REVISED', article: { id: ids[0], url, title, status, replacedBy } })
    return EXIT.done
  } finally {
    await desk.close()
    await store.close()
  }
}
