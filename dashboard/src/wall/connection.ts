import { computed, signal } from '@preact/signals'
import type { FeedState } from '../../../client/src/index.ts'

/** How the feed of one column stands. */
interface Line {
  readonly state: FeedState
  /** Since when there has been no connection; null while there is one, and before the first. */
  readonly lostAt: Date | null
  readonly failure: string | null
}

const lines = signal<ReadonlyMap<string, Line>>(new Map())

/** Hears how the feed of a column stands. */
export function tell(column: string, state: FeedState, failure: string | null = null): void {
  const before = lines.value.get(column)
  const wasConnected = before !== undefined && before.lostAt === null && before.state !== 'connecting'
  const lostAt = state === 'connecting' ? (wasConnected ? new Date() : (before?.lostAt ?? null)) : null
  lines.value = new Map(lines.value).set(column, { state, lostAt, failure })
}

/** A column is there no more. */
export function forget(column: string): void {
  const rest = new Map(lines.value)
  rest.delete(column)
  lines.value = rest
}

export type Connection =
  | { kind: 'live' | 'connecting' | 'catching-up' }
  | { kind: 'lost'; at: Date }
  | { kind: 'stopped'; why: string }

/** How the page stands: as its worst column does. */
export const connection = computed<Connection>(() => {
  const all = [...lines.value.values()]
  const stopped = all.find(({ failure }) => failure !== null)
  if (stopped) return { kind: 'stopped', why: stopped.failure! }
  const lost = all.find(({ lostAt }) => lostAt !== null)
  if (lost) return { kind: 'lost', at: lost.lostAt! }
  if (all.some(({ state }) => state === 'connecting' || state === 'ended')) return { kind: 'connecting' }
  if (all.some(({ state }) => state !== 'live')) return { kind: 'catching-up' }
  return { kind: all.length === 0 ? 'connecting' : 'live' }
})
