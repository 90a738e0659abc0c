import type { InboxRow } from '../stores/inbox-store.ts'
import type { SourceRegistry } from '../stores/source-registry.ts'
import type { Admission } from './admission.ts'
import type { Decision } from './decision.ts'

/** Decides about one row of the inbox. */
export async function decide(row: InboxRow, admission: Admission, sources: SourceRegistry): Promise<Decision> {
  const { payload, channel, rawPayloadId } = row
  const { edits } = admission
  if ('articleId' in payload) return await edits.withdraw(payload.articleId, payload.reason)
  if ('mergeOf' in payload) return await edits.merge(payload.mergeOf, payload.into)
  if ('pin' in payload) return await edits.pin(payload.pin)
  if ('hiddenLink' in payload) return edits.hide(payload.hiddenLink)
  if ('relinkOf' in payload) return await admission.relink(payload.relinkOf)
  const source = await sources.resolve(payload.source)
  const delivered = { item: payload.article, source, channel, rawPayloadId }
  return payload.rereadOf === undefined
    ? await admission.article(delivered)
    : await admission.reread(payload.rereadOf, delivered)
}
