import { Backoff } from './backoff.ts'
import { Fault, faultOf, faultOfErrors, SilaError } from './failure.ts'
import { Mailbox } from './mailbox.ts'
import { RecentCursors } from './recent-cursors.ts'
import type { Answer, Operation, Transport } from './transport.ts'

/**
 * How a subscription stands, as seen by who reads it: `connecting` (also while it waits for its next attempt),
 * `catching-up` with what was missed, `live`, `gap` while `onGap` decides, `ended`. Only `changes` tells when a replay has
 * caught up; of other fields `connected` is all that can be told.
 */
export type FeedState = 'connecting' | 'catching-up' | 'connected' | 'live' | 'gap' | 'ended'

/** The log no longer reaches back to where the reader was, or it was restored from a backup. */
export interface Gap {
  /** Where the reader was. */
  readonly after: string
  /** The oldest place from which the log can still be read; what lies between the two was missed. */
  readonly oldestCursor?: string
  /** The end of the log. */
  readonly liveCursor?: string
  readonly error: SilaError
  /** Aborted when the subscription is. */
  readonly signal: AbortSignal
}

export interface FollowOptions {
  /** Ends the subscription quietly. */
  readonly signal?: AbortSignal
  /**
   * Answers held for the reader, 1,000 by default. When they are full the subscription pauses, and goes on from its cursor
   * once they were read: a slow reader costs lag, never memory and no event.
   */
  readonly buffer?: number
  /** Hears of every change of the state; `cause` says why it is connecting again, or what the gap is. */
  readonly onState?: (state: FeedState, cause?: SilaError) => void
  /**
   * Called when events were missed for good: query again, and give that answer's `liveCursor` to go on from; null goes on
   * from the end of the log. What it throws ends the subscription. Without it a gap ends the subscription.
   */
  readonly onGap?: (gap: Gap) => Promise<string | null> | string | null
}

/** What following needs to know of an operation and its server. */
export interface Followed {
  readonly transport: Transport
  readonly operation: Operation
  /** Whether the operation takes `$after`; without it an attempt begins with what happens next. */
  readonly resumes: boolean
  /** Whether it sends Checkpoints. */
  readonly checkpoints: boolean
  /** The end of the log now; null where it cannot be asked for. */
  liveCursor(signal: AbortSignal): Promise<string | null>
}

const BUFFER = 1_000

/** One answer of a subscription, with its place in the log; null where it has none. */
export interface FeedResult<Data = Record<string, unknown>> extends Answer<Data> {
  readonly cursor: string | null
}

/**
 * The answers of a subscription in order, none lost and none twice, over as many connections as it takes, until the signal
 * says stop. Throws a SilaError when it is of no use to go on.
 */
export async function* follow(
  { transport, operation, resumes, checkpoints, liveCursor }: Followed,
  { buffer = BUFFER, onState, onGap }: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<FeedResult, void, undefined> {
  const backoff = new Backoff()
  const recent = new RecentCursors()
  let cursor = (operation.variables?.after as string | null | undefined) ?? null
  let state: FeedState | undefined
  let bridged = false
  const tell = (next: FeedState, cause?: SilaError) => {
    if (next === state && cause === undefined) return
    state = next
    onState?.(next, cause)
  }

  try {
    tell('connecting')
    // From now on, and not from when the first event has come: what happens until then can be missed like anything else.
    if (resumes && cursor === null) cursor = await liveCursor(signal)
    while (!signal.aborted) {
      try {
        for await (const { answer, position } of attempt(buffer)) {
          if (signal.aborted) return
          const failed = answer.data == null ? faultOfErrors(answer.errors ?? []) : null
          // Nothing was executed, or what was may do better the next time. An event that cannot be told is given as it is.
          if (failed !== null && (answer.data === undefined || failed.kind !== 'final')) throw failed
          backoff.reset()
          bridged = false
          const root = answer.data == null ? null : rootOf(answer.data)
          if (resumes && root !== null && (position ?? root.cursor) === undefined) throw withoutCursor()
          const place = position ?? root?.cursor ?? null
          // The place of a Checkpoint may be that of the event before it.
          if (root?.__typename === 'Checkpoint') tell('live')
          else if (place !== null && !recent.add(place)) continue
          cursor = place ?? cursor
          yield { ...answer, cursor: place }
        }
      } catch (thrown) {
        if (!(thrown instanceof Fault)) throw thrown
        if (signal.aborted) return
        if (thrown.kind === 'gap' && cursor !== null) {
          cursor = await bridge(thrown.error, cursor)
          // The server was reached; but one that finds every cursor too old is not asked over and over.
          if (!bridged) backoff.reset()
          bridged = true
        } else if (thrown.kind === 'passing') tell('connecting', thrown.error)
        else throw thrown.error
        await backoff.pause(signal, thrown.waitMs)
      }
    }
  } finally {
    tell('ended')
  }

  /** What one connection brings; ends without a fault when the reader has fallen behind. */
  async function* attempt(capacity: number) {
    const mailbox = new Mailbox<{ answer: Answer; position?: string }>(capacity)
    const stop = new AbortController()
    const abort = () => {
      mailbox.end()
      stop.abort()
    }
    signal.addEventListener('abort', abort)
    const variables = resumes && cursor !== null ? { ...operation.variables, after: cursor } : operation.variables
    const receiver = {
      opened() {
        try {
          tell(resumes && checkpoints ? 'catching-up' : 'connected')
        } catch (error) {
          // What `onState` threw is its reader's, and no fault of the connection.
          mailbox.end(error)
        }
      },
      next: (answer: Answer, position?: string) => {
        if (!mailbox.offer({ answer, position })) abort()
      },
    }
    // Subscriptions of Sila have no end: one that is completed is that of a server on its way out.
    const completed = new Fault('passing', new SilaError('UNAVAILABLE', 'The server ended the subscription'))
    transport.run({ ...operation, variables }, receiver, stop.signal).then(
      () => mailbox.end(completed),
      (error) => mailbox.end(faultOf(error)),
    )
    try {
      yield* mailbox
      if (!signal.aborted) tell('catching-up')
    } finally {
      signal.removeEventListener('abort', abort)
      abort()
    }
  }

  async function bridge(error: SilaError, after: string): Promise<string | null> {
    tell('gap', error)
    if (onGap === undefined) throw error
    const { oldestCursor, liveCursor: live } = (error.errors[0]?.extensions ?? {}) as Partial<Gap>
    const given = await onGap({ after, oldestCursor, liveCursor: live, error, signal })
    recent.clear()
    return given ?? live ?? (await liveCursor(signal))
  }
}

function rootOf(data: Record<string, unknown>): { cursor?: string; __typename?: string } {
  const [root] = Object.entries(data).filter(([name]) => name !== '__typename')
  return (root?.[1] ?? {}) as { cursor?: string }
}

const withoutCursor = () => new SilaError('BAD_USER_INPUT', 'The document must select the cursor of its field')
