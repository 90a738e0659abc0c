import { canonicalJson } from '../../entities/canonical-json.ts'
import { Scope } from '../../entities/enums.ts'
import type { Asker } from '../authenticate.ts'
import type { Admitted } from '../gatekeeper.ts'
import { type Answer, questionKey, type ResponseCache } from './response-cache.ts'

const SCOPES = Object.values(Scope)
/** By caller: whoever has no key is the same for all requests. */
const rights = new WeakMap<Asker['caller'], string>()

/** What somebody may see, as a part of a key: his rights, and whose terms hold for what he is shown. */
export function rightsOf({ caller }: Asker): string {
  const known = rights.get(caller)
  if (known !== undefined) return known
  const { scopes, partner } = caller
  const made = `${SCOPES.map((scope) => (scopes.has(scope) ? '1' : '0')).join('')} ${partner?.id ?? ''}`
  rights.set(caller, made)
  return made
}

/** The key of a question of a partner to a document, whichever way he asks it. */
export const standingKey = (
  asker: Asker,
  query: string,
  { operationName, coerced }: Pick<Admitted, 'operationName' | 'coerced'>,
): string =>
  questionKey(
    'standing',
    rightsOf(asker),
    asker.caller.partner?.id ?? '',
    query,
    operationName ?? '',
    canonicalJson(coerced),
  )

/** A known answer, and how many milliseconds ago it was known to be right. */
export interface StandingAnswer {
  answer: Answer & { body: Buffer }
  ageMs: number
}

/**
 * The answer that was known to a question to a document before the record could not be looked at any more; null where there is none, or
 * where the record can be looked at.
 */
export function standingAnswer(
  cache: Pick<ResponseCache, 'findStanding'>,
  asker: Asker,
  query: string,
  admitted: Pick<Admitted, 'operationName' | 'coerced'>,
): StandingAnswer | null {
  const found = cache.findStanding(standingKey(asker, query, admitted))
  if (found === null || found.answer.body === null) return null
  return found as StandingAnswer
}
