import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Cost } from '../operation-cost.ts'
import type { OperationLabel } from '../traffic.ts'
import { AskedOnce } from './asked-once.ts'
import type { KeyFields } from './surrogate-keys.ts'

/** What an entry takes beside its bytes, about. */
const ENTRY_BYTES = 400

/** An answer to a query as it went out, and how long it may stand for the next. */
export interface Answer {
  readonly contentType: string
  readonly cacheControl: string
  /** Strong: of the bytes; null of what is never asked for by it. */
  readonly etag: string | null
  readonly cost: Cost
  /** By which caches between find it; null where there are to be none. */
  readonly keys?: KeyFields | null
  /** As what it is counted, whoever it is sent to. */
  readonly label?: OperationLabel | null
  /** Null of one that was asked for once: should it come again, it is known to repeat. */
  readonly body: Buffer | null
}

interface Entry {
  /** Of the record as it was before the answer was made. */
  readonly version: number
  /** Milliseconds since 1970. */
  readonly until: number
  readonly answer: Answer
}

export interface ResponseCacheOptions {
  /** Bytes of all that is kept; 0 keeps nothing. The least recently used goes first. */
  maxBytes: number
  /** The version in which the record is; null while that is not known, and then nothing is told. */
  version(): number | null
  /** The version that was known last, and how long ago, while it cannot be asked for; without it nothing stands then. */
  standing?(): { version: number; ageMs: number } | null
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * Answers by what was asked. One stands as long as the record is in the version in which it was made, and not a moment longer; it is
 * kept whole from the second time on that the same is asked.
 */
export class ResponseCache {
  /** By key: an entry, or the key of the same question in other words. */
  readonly #entries: LRUCache<string, Entry | string> | null

  /** Answers that are being made, by version and question: a crowd that asks the same after a change has it made once. */
  readonly #making = new Map<string, Promise<Answer | null>>()
  /** Of these the questions that somebody waits for. */
  readonly #repeated = new Set<string>()
  readonly #asked = new AskedOnce()

  constructor(private readonly options: ResponseCacheOptions) {
    const { maxBytes } = options
    this.#entries = maxBytes === 0 ? null : new LRUCache({ maxSize: maxBytes, maxEntrySize: maxBytes, sizeCalculation })
  }

  /** What is kept. */
  get size(): { entries: number; bytes: number } {
    return { entries: this.#entries?.size ?? 0, bytes: this.#entries?.calculatedSize ?? 0 }
  }

  /** The version under which an answer that is made from now on is kept; null where none is kept. */
  get version(): number | null {
    return this.#entries === null ? null : this.options.version()
  }

  /** The answer that stands for a question. */
  find(key: string): Answer | null {
    if (this.#entries === null) return null
    const found = this.#entries.get(key)
    const entry = typeof found === 'string' ? this.#entries.get(found) : found
    if (entry === undefined || typeof entry === 'string') return null
    return entry.version === this.options.version() && this.options.now() < entry.until ? entry.answer : null
  }

  /**
   * The answer that stood when the version was known last, while that cannot be asked for; with how long ago that was, in milliseconds.
   * One that hung on the clock stands as well.
   */
  findStanding(key: string): { answer: Answer; ageMs: number } | null {
    const standing = this.options.standing?.() ?? null
    if (standing === null || this.#entries === null) return null
    const found = this.#entries.get(key)
    const entry = typeof found === 'string' ? this.#entries.get(found) : found
    if (entry === undefined || typeof entry === 'string') return null
    return entry.version === standing.version ? { answer: entry.answer, ageMs: standing.ageMs } : null
  }

  /** The answer that somebody is making to the same question in the same version; null where nobody is, or it is for nobody else. */
  async making(key: string, version: number): Promise<Answer | null> {
    const made = this.#making.get(`${version} ${key}`)
    if (made === undefined) return null
    // What others wait for has repeated.
    this.#repeated.add(key)
    return await made
  }

  /** Says that an answer is being made; to be called with it, or with null where it is for nobody else. */
  begin(key: string, version: number): (answer: Answer | null) => void {
    const name = `${version} ${key}`
    if (this.#making.has(name)) return () => {}
    let settle: (answer: Answer | null) => void = () => {}
    const made = new Promise<Answer | null>((resolve) => {
      settle = resolve
    })
    this.#making.set(name, made)
    return (answer) => {
      this.#making.delete(name)
      this.#repeated.delete(key)
      settle(answer)
    }
  }

  /** Says that one question, whose answer is kept, is another in other words. */
  link(key: string, same: string): void {
    if (key !== same && this.#entries?.has(same)) this.#entries.set(key, same)
  }

  /**
   * Keeps an answer that was begun in a version; not where another has come since.
   * @param until milliseconds since 1970 until which it holds at most
   */
  keep(key: string, version: number, until: number, answer: Answer): void {
    if (this.#entries === null || version !== this.options.version()) return
    const isKnown = this.#entries.has(key) || this.#asked.has(key) || this.#repeated.has(key)
    // Of what is asked for the first time the tag is kept, where there is one: who has the bytes already is told so.
    if (isKnown) this.#entries.set(key, { version, until, answer })
    else if (answer.etag === null) this.#asked.note(key)
    else this.#entries.set(key, { version, until, answer: { ...answer, body: null } })
  }
}

const sizeCalculation = (value: Entry | string, key: string): number =>
  ENTRY_BYTES +
  2 * key.length +
  (typeof value === 'string'
    ? 2 * value.length
    : (value.answer.body?.length ?? 0) + 4 * (value.answer.keys?.cacheTag.length ?? 0))

/** Characters up to which a question is its own key: a digest takes longer than the answer is looked up. */
const MAX_OWN_KEY = 2_048

/** A key for a question: of everything on which its answer hangs. */
export function questionKey(...parts: readonly (string | Buffer)[]): string {
  let length = 0
  for (const part of parts) length += part.length
  if (length <= MAX_OWN_KEY)
    return parts.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))).join('\0')
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('base64')
}
