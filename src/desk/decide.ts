import type { InboxRow } from '../stores/inbox-store.ts'
import type { SourceRegistry } from '../stores/source-registry.ts'
import type { Admission } from './admission.ts'
import type { Decision } from './decision.ts'

/** Decides about one row of the inbox. */
export async function decide(row: InboxRow, admission: Admission, sources: SourceRegistry): Promise<Decision> {
  const { payload, channel, rawPayloadId } = row
  if ('articleId' in payload) return await admission.withdraw(payload.articleId, payload.reason)
  if ('relinkOf' in payload) return await admission.relink(payload.relinkOf)
  const source = await sources.resolve(payload.source)
  const delivered = { item: payload.article, source, channel, rawPayloadId }
  return payload.rereadOf === undefined
    ? await admission.article(delivered)
    : await admission.reread(payload.rereadOf, delivered)
}
