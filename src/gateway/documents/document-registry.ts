import { setTimeout as sleep } from 'node:timers/promises'
import type { PartnerMode } from '../../entities/enums.ts'
import { messageOf } from '../../errors.ts'
import type { DocumentReader, RegisteredPartner, RegisteredRow } from '../../stores/document-reader.ts'
import { documentName } from './read-manifest.ts'

/** Pauses between attempts to read what changed, from the first to the last. */
const FIRST_PAUSE_MS = 100
const LAST_PAUSE_MS = 5_000
const ALL = null

/** A document that runs. */
export type RegisteredDocument = Pick<
  RegisteredRow,
  'id' | 'partnerId' | 'name' | 'text' | 'operations' | 'deprecatedAt' | 'sunsetAt'
>

/** A document that a partner may run, or why there is none. */
export type Found =
  | { kind: 'found'; document: RegisteredDocument }
  | { kind: 'unknown' }
  /** With the id of what took its place: the last document that runs whose operation has the same name. */
  | { kind: 'retired'; successor: string | null }

/** What of a partner is held: his documents by every id that leads to them, and by the name of their operation. */
interface Held {
  mode: PartnerMode
  byName: Map<string, RegisteredRow>
  byOperation: Map<string, RegisteredRow[]>
}

export interface DocumentRegistryOptions {
  reader: Pick<DocumentReader, 'partners'>
  now(): Date
  warn(fields: object, event: string): void
}

/**
 * Every document that runs, in memory: requests are answered from here, also while the database is away. What others publish is read
 * as soon as it is announced, a partner at a time and all at once, so that nobody sees half of a publication.
 */
export class DocumentRegistry {
  #held = new Map<string, Held>()
  /** Partners of whom something may have changed since it was read; ALL where anything may have. */
  readonly #changed = new Set<string | typeof ALL>()
  readonly #stop = new AbortController()
  #working: Promise<void> | null = null
  #reading: Promise<void> = Promise.resolve()

  constructor(private readonly options: DocumentRegistryOptions) {}

  /** Reads everything; throws where that fails. */
  async load(): Promise<void> {
    await this.#read([ALL])
  }

  /** The document that an id means for a partner. */
  find(partnerId: string, documentId: string): Found {
    const held = this.#held.get(partnerId)
    return held === undefined ? { kind: 'unknown' } : this.#findIn(held, documentId)
  }

  /** The document that an id means for any partner: for operators, who may run everybody's. */
  findAny(documentId: string): Found {
    let best: Found = { kind: 'unknown' }
    for (const held of this.#held.values()) {
      const found = this.#findIn(held, documentId)
      if (found.kind === 'found') return found
      if (found.kind === 'retired') best = found
    }
    return best
  }

  /** What becomes of what a partner sends without a document of his. */
  modeOf(partnerId: string): PartnerMode {
    return this.#held.get(partnerId)?.mode ?? 'LOG'
  }

  /** Whether a text is, to the byte, one of a partner's documents that run. */
  holdsText(partnerId: string, sha256: string): boolean {
    return this.find(partnerId, `sha256:${sha256}`).kind === 'found'
  }

  /** Something of a partner changed; without his id, anything may have. It is read soon, however often that fails. */
  heard(partnerId?: string): void {
    if (partnerId === undefined) this.#changed.add(ALL)
    else if (/^[1-9]\d{0,17}$/.test(partnerId)) this.#changed.add(partnerId)
    else return
    this.#working ??= this.#work()
  }

  /** Reads what changed of a partner, or of all; what it brings holds from then on. Where it fails it is tried again soon. */
  async refresh(partnerId: string | null): Promise<void> {
    await this.#read([partnerId]).catch(() => this.heard(partnerId ?? undefined))
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#working
  }

  async #work(): Promise<void> {
    let pause = FIRST_PAUSE_MS
    while (!this.#stop.signal.aborted && this.#changed.size > 0) {
      const changed = [...this.#changed]
      this.#changed.clear()
      try {
        await this.#read(changed)
        pause = FIRST_PAUSE_MS
      } catch (error) {
        for (const id of changed) this.#changed.add(id)
        this.options.warn({ error: messageOf(error), pauseMs: pause }, 'documents.unread')
        await sleep(pause, undefined, { signal: this.#stop.signal }).catch(() => {})
        pause = Math.min(pause * 2, LAST_PAUSE_MS)
      }
    }
    this.#working = null
  }

  /** One after the other: what was read later is never overwritten by what was read earlier. */
  async #read(changed: readonly (string | typeof ALL)[]): Promise<void> {
    const read = this.#reading.then(() => this.#readNow(changed))
    this.#reading = read.catch(() => {})
    await read
  }

  async #readNow(changed: readonly (string | typeof ALL)[]): Promise<void> {
    const ids = changed.filter((id) => id !== ALL)
    const isAll = ids.length < changed.length
    const partners = await this.options.reader.partners(isAll ? null : ids)
    const held = new Map(partners.map((partner) => [partner.id, hold(partner)]))
    if (isAll) this.#held = held
    else for (const id of ids) replace(this.#held, id, held.get(id))
  }

  #findIn(held: Held, documentId: string): Found {
    const row = held.byName.get(documentName(documentId))
    if (row === undefined || row.state === 'PENDING') return { kind: 'unknown' }
    if (this.#runs(row)) return { kind: 'found', document: row }
    const named = row.operations.flatMap(({ name }) => (name === null ? [] : (held.byOperation.get(name) ?? [])))
    return { kind: 'retired', successor: named.findLast((other) => this.#runs(other))?.name ?? null }
  }

  #runs({ state, sunsetAt }: RegisteredRow): boolean {
    return state === 'ACTIVE' && (sunsetAt === null || sunsetAt > this.options.now())
  }
}

function replace(map: Map<string, Held>, id: string, held: Held | undefined): void {
  if (held === undefined) map.delete(id)
  else map.set(id, held)
}

function hold({ mode, documents }: RegisteredPartner): Held {
  const held: Held = { mode, byName: new Map(), byOperation: new Map() }
  for (const row of documents) {
    held.byName.set(row.name, row)
    for (const { name } of row.operations) {
      if (name === null) continue
      const others = held.byOperation.get(name) ?? []
      others.push(row)
      held.byOperation.set(name, others)
    }
  }
  // Whatever a document is called, the digest of its text leads to it as well; of several the last that is active.
  for (const row of documents) {
    const digest = `sha256:${row.sha256}`
    const known = held.byName.get(digest)
    if (known?.name !== digest && (known === undefined || row.state === 'ACTIVE')) held.byName.set(digest, row)
  }
  return held
}
