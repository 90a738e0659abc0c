import type { Asker } from '../authenticate.ts'
import type { DocumentGate, Lookup } from './document-gate.ts'

/** Tells a partner in mode `warn` that what was sent will be refused. */
const WARNING = { 'x-sila-warning': 'PERSISTED_DOCUMENT_REQUIRED' }

/**
 * What an answer says of the document behind it: that it ends (Deprecation of RFC 9745, Sunset of RFC 8594), or that there is none and
 * there had better be one.
 */
export function documentHeaders(
  lookup: Lookup,
  gate: Pick<DocumentGate, 'warns'>,
  asker: Asker,
): Record<string, string> {
  if (lookup.kind !== 'known') return {}
  if (lookup.isText) return gate.warns(asker) ? WARNING : {}
  const { deprecatedAt = null, sunsetAt = null } = lookup.document ?? {}
  return {
    ...(deprecatedAt && { deprecation: `@${Math.floor(deprecatedAt.getTime() / 1_000)}` }),
    ...(sunsetAt && { sunset: sunsetAt.toUTCString() }),
  }
}
