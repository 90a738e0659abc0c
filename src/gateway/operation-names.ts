import { type KnownOperation, operationOf } from './documents/document-gate.ts'

/** Names of documents that were published, and of texts that anybody may send. */
const MAX_PUBLISHED = 200
const MAX_TEXTS = 50
const LONGEST = 64

/**
 * The names under which operations are counted. There are never more than so many, whatever is sent: a label for each name that a stranger
 * thinks of would fill the memory of whoever counts. Strangers cannot use up the places of what partners published.
 */
export class OperationNames {
  readonly #published = new Set<string>()
  readonly #texts = new Set<string>()

  nameOf(lookup: KnownOperation): string {
    const name = operationOf(lookup)
    if (name === '') return 'anonymous'
    return this.#takes(lookup, name) ? name : 'other'
  }

  #takes({ isText }: KnownOperation, name: string): boolean {
    if (this.#published.has(name)) return true
    const [names, most] = isText ? [this.#texts, MAX_TEXTS] : [this.#published, MAX_PUBLISHED]
    if (names.has(name)) return true
    if (names.size >= most || name.length > LONGEST) return false
    names.add(name)
    return true
  }
}
