import type { Context } from '../context.ts'
import { canonicalJson } from '../entities/canonical-json.ts'
import type { LoggedType } from '../entities/enums.ts'
import type { ArticleFilter } from '../stores/article-filter.ts'
import type { LoggedChange } from '../stores/change-store.ts'
import { abortable } from './abortable.ts'
import { persistently } from './persistently.ts'

/** Changes whose events are made at once; what a reader that does not come back holds on to. */
const AT_ONCE = 10

/** What a subscription field selects from the log of changes; the same for everybody who asks the same. */
export interface LiveSelection {
  /** Equal keys select equally: see `selectionKey`. */
  readonly key: string
  /** Of the states before and after a change, at least one answers it where `selects` says yes: what an index may rest on. */
  readonly filter: ArticleFilter
  /** Whether `Search.ready(changes)` must have been awaited before `selects` is asked. */
  readonly asksText: boolean
  /** Changes of other types are never selected. */
  readonly types: ReadonlySet<LoggedType>
  /** The root value that tells how far a silent subscription is; null where the field tells no such thing. */
  readonly checkpoint: ((cursor: string, at: Date) => object) | null
  selects(change: LoggedChange): boolean
  /**
   * Root values of the field for selected changes, in their order; null where there is nothing to tell any more. Reads through the
   * loaders of the context, so that the changes given at once cost one statement a kind. Throws while the database is away.
   */
  events(epoch: string, changes: readonly LoggedChange[], context: Context): Promise<(object | null)[]>
}

/**
 * What the `subscribe` of a field over the log of changes returns. The hub takes it apart and serves many subscribers by groups;
 * iterated, it serves one by itself, without checkpoints.
 */
export class SelectedChanges implements AsyncIterable<object> {
  constructor(
    readonly selection: LiveSelection,
    /** Where to begin; null is from now on. */
    readonly after: string | null,
    private readonly context: Context,
  ) {}

  /** The same from another place on. */
  from(after: string): SelectedChanges {
    return new SelectedChanges(this.selection, after, this.context)
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<object> {
    return abortable((signal) => this.#iterate(signal))
  }

  async *#iterate(signal: AbortSignal): AsyncGenerator<object, void, undefined> {
    const { selection, after, context } = this
    for await (const { epoch, changes } of context.live.follow(after, signal)) {
      if (selection.asksText) await persistently(() => context.search.ready(changes), signal)
      const selected = changes.filter((change) => selection.selects(change))
      for (let start = 0; start < selected.length; start += AT_ONCE) {
        const some = selected.slice(start, start + AT_ONCE)
        const events = await persistently(() => selection.events(epoch, some, context), signal)
        for (const event of events ?? []) {
          if (signal.aborted) return
          if (event !== null) yield event
        }
      }
    }
  }
}

/** The key of a selection: a field and its arguments without `after`, written in one way. What is null counts as left out. */
export function selectionKey(field: string, args: Readonly<Record<string, unknown>>): string {
  return `${field} ${canonicalJson(withoutNulls({ ...args, after: null }))}`
}

function withoutNulls(value: unknown): unknown {
  if (!isRecord(value)) return value
  const entries = Object.entries(value).filter(([, inner]) => inner != null)
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutNulls(inner)]))
}

/** Of what JSON does not make something else (a date becomes a text). */
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
