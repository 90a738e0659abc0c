import DataLoader from 'dataloader'
import type { KeptRows } from './kept-rows.ts'

type Read<Value> = (ids: readonly string[]) => Promise<Value[]>

/** A loader of what many requests show: what is kept is given without waiting. */
export class KeptLoader<Value extends object | null> extends DataLoader<string, Value> {
  readonly #kept: KeptRows | null
  readonly #kind: string
  /** What came with something else; null of a loader that remembers nothing. */
  readonly #told: Map<string, Value> | null

  constructor(read: Read<Value>, { kept, kind, cache }: { kept: KeptRows | null; kind: string; cache: boolean }) {
    super(kept === null ? read : (ids) => kept.through(kind, ids, read as Read<object | null>) as Promise<Value[]>, {
      cache,
    })
    this.#kept = kept
    this.#kind = kind
    this.#told = cache ? new Map() : null
  }

  /** Hears of a value that was read along with something else. */
  tell(id: string, value: Value): void {
    this.#told?.set(id, value)
  }

  /** As `load`, at once where it is at hand. */
  give(id: string): Value | Promise<Value> {
    return this.#told?.get(id) ?? (this.#kept?.find(this.#kind, id) as Value | null | undefined) ?? this.load(id)
  }

  override clearAll(): this {
    this.#told?.clear()
    return super.clearAll()
  }
}
