import {
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { LoggedChange } from '../stores/change-store.ts'
import { encodeChange } from './change-message.ts'
import { connectNats, PATIENCE_MS } from './nats.ts'
import { firstPosition, infoOf, streamName, subjectFrom } from './stream-name.ts'

/** What the headers of a message may take of the size that the server allows. */
const HEADER_BYTES = 1_024
const NANOSECONDS = 1_000_000_000

/** What a stream holds, in positions of the log; `oldest` is one past `last` where it holds nothing. */
export interface StreamEnds {
  oldest: number
  last: number
}

/**
 * The JetStream stream of one epoch, for the relay that fills it. Message after message it continues the log: the n-th is the change
 * at the position that its subject names, and the n-1 changes after it. One connection; after any failure a new one is to be opened.
 */
export class RelayStream {
  #info: StreamInfo | null = null

  private constructor(
    readonly epoch: string,
    private readonly connection: NatsConnection,
    private readonly client: JetStreamClient,
    private readonly manager: JetStreamManager,
  ) {}

  /** Throws where NATS cannot be reached or has no JetStream. */
  static async open(url: string, epoch: string): Promise<RelayStream> {
    const connection = await connectNats(url, 'sila relay')
    try {
      return new RelayStream(epoch, connection, jetstream(connection), await jetstreamManager(connection))
    } catch (error) {
      await connection.close()
      throw error
    }
  }

  /** Whether the connection has broken: what the server still has of the stream is to be asked anew. */
  get isClosed(): boolean {
    return this.connection.isClosed()
  }

  async close(): Promise<void> {
    await this.connection.close()
  }

  /** Looks what the stream holds; null where there is no stream. */
  async ends(): Promise<StreamEnds | null> {
    this.#info = await infoOf(this.manager, this.epoch)
    if (this.#info === null) return null
    const { first_seq, last_seq } = this.#info.state
    const before = firstPosition(this.#info) - 1
    return { oldest: before + Math.max(first_seq, 1), last: before + last_seq }
  }

  /** Makes the stream anew, to begin with a position; what it held goes. */
  async begin(position: number, keptSeconds: number): Promise<void> {
    const name = streamName(this.epoch)
    if (this.#info !== null) await this.manager.streams.delete(name)
    this.#info = await this.manager.streams.add({
      name,
      subjects: [subjectFrom(this.epoch, position)],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_age: keptSeconds * NANOSECONDS,
    })
  }

  /** Keeps messages as long as the log keeps changes now. */
  async keep(seconds: number): Promise<void> {
    const { name, max_age } = this.#info!.config
    if (max_age !== seconds * NANOSECONDS) await this.manager.streams.update(name, { max_age: seconds * NANOSECONDS })
  }

  /**
   * Appends changes that continue the stream, all under way at once. Each says after which it is to stand, so none is stored twice, out
   * of place, or after one that was lost, whoever else writes. Throws where the server did not confirm all of them.
   */
  async append(changes: readonly LoggedChange[]): Promise<void> {
    const first = firstPosition(this.#info!)
    const maxBytes = this.connection.info!.max_payload - HEADER_BYTES
    const sent = changes.map(async (change) => {
      const sequence = change.position - first + 1
      const { seq } = await this.client.publish(subjectFrom(this.epoch, first), encodeChange(change, maxBytes), {
        msgID: String(change.position),
        expect: { lastSequence: sequence - 1, streamName: streamName(this.epoch) },
        timeout: PATIENCE_MS,
      })
      if (seq !== sequence) throw new Error(`the message of position ${change.position} is at ${seq}, not ${sequence}`)
    })
    const failed = (await Promise.allSettled(sent)).find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  /** Removes what lies before a position, as retention has removed it from the log. */
  async forget(oldest: number): Promise<void> {
    const seq = oldest - firstPosition(this.#info!) + 1
    if (seq > 1) await this.manager.streams.purge(streamName(this.epoch), { seq })
  }
}
