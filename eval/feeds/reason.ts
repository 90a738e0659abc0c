import type { Field } from './expectation.ts'
import type { FeedFacts } from './facts.ts'

/** Why a value that was found, or not found, is not the one expected: what the parser does on purpose is told as such. */
export function reasonOf({ format, replaced = 0 }: FeedFacts, field: Field, found: unknown, wanted: unknown): string {
  const nothing = found === null || found === undefined
  if (nothing && field === 'updated' && format === 'json-feed') return 'JSON Feed has no date of the feed itself'
  if (nothing) return 'nothing is found there'
  if (replaced > 0) return `${replaced} characters fit no charset`
  if (field === 'id' && /^https?:/i.test(String(wanted)) && String(wanted).endsWith(String(found)))
    return 'an id stays as written where the document names no base for it'
  if (String(wanted).includes('![CDATA[')) return 'a CDATA section inside another is unwrapped'
  return 'the values differ'
}
