import { type ConsumerMessages, type ConsumerNotification, DeliverPolicy, jetstream } from '@nats-io/jetstream'
import type { LogPlace } from '../stores/change-cursor.ts'
import type { LoggedChange } from '../stores/change-store.ts'
import { decodeChange } from './change-message.ts'
import { connectNats } from './nats.ts'
import { firstPosition, infoOf, streamName } from './stream-name.ts'

/** Messages that are under way at once. */
const AHEAD = 500
/** The server says so often that it is there; silent for two of these, it is gone. */
const HEARTBEAT_MS = 1_000
/** How long one request for messages stands; the next follows by itself. */
const REQUEST_MS = 10_000

/** The server forgets a node that has gone without a word after so long. */
const FORGOTTEN_AFTER_MS = 10_000

/** What ends the following, because nobody knows what has been missed. */
const LOST: ReadonlySet<ConsumerNotification['type']> = new Set([
  'heartbeats_missed',
  'stream_not_found',
  'consumer_not_found',
  'consumer_deleted',
  'ordered_consumer_recreated',
  'no_responders',
] as const)

/** A change as the stream has it; null where its row is too large for a message. */
export interface RelayedChange {
  position: number
  change: LoggedChange | null
}

/**
 * The changes after a place as the relay's stream brings them, in order and without a hole, until the signal says stop. Throws on any
 * doubt: NATS is away or silent, there is no stream, it does not reach back to the place, a message is missing.
 */
export async function* followStream(
  url: string,
  { epoch, position }: LogPlace,
  signal: AbortSignal,
): AsyncGenerator<RelayedChange, void, undefined> {
  const connection = await connectNats(url, 'sila tail')
  const leave = () => void connection.close()
  signal.addEventListener('abort', leave)
  try {
    if (signal.aborted) return
    const client = jetstream(connection)
    const info = await infoOf(await client.jetstreamManager(), epoch)
    if (info === null) throw new Error('there is no stream of this log')
    const before = firstPosition(info) - 1
    if (position + 1 < before + Math.max(info.state.first_seq, 1)) throw new Error('the stream begins later')
    const consumer = await client.consumers.get(streamName(epoch), {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: position + 1 - before,
      inactive_threshold: FORGOTTEN_AFTER_MS,
    })
    const messages = await consumer.consume({
      max_messages: AHEAD,
      idle_heartbeat: HEARTBEAT_MS,
      expires: REQUEST_MS,
      abort_on_missing_resource: true,
    })
    const reason = watch(messages)
    let expected = position + 1
    for await (const message of messages) {
      if (before + message.seq !== expected) throw new Error(`the stream has a hole at ${expected}`)
      yield { position: expected++, change: decodeChange(message.data) }
    }
    if (!signal.aborted) throw new Error(`the stream ended: ${(await reason) ?? 'the connection is closed'}`)
  } finally {
    signal.removeEventListener('abort', leave)
    await connection.close()
  }
}

/** Ends the messages as soon as something is wrong with them, and gives what; undefined where they ended by themselves. */
async function watch(messages: ConsumerMessages): Promise<string | undefined> {
  for await (const { type } of messages.status()) {
    if (!LOST.has(type)) continue
    void messages.close()
    return type
  }
  return undefined
}
