import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { ChangeStore } from '../stores/change-store.ts'
import { RelayStream } from './relay-stream.ts'

/** Changes read and sent at once. */
const PAGE = 500
/** A stream that would be further behind than so many changes begins anew nearer to the end; older changes are read from the log. */
const FILLED_AT_MOST = 50_000
/** The longest between two looks at the log: what a lost wake-up costs. */
const LOOK_EVERY_MS = 1_000
/** How soon a process notices that it has become the one that relays. */
const STANDBY_MS = 500
/** Pauses after failures double from the first to the last. */
const FIRST_PAUSE_MS = 100
const LAST_PAUSE_MS = 5_000

export interface RelayOptions {
  log: Pick<ChangeStore, 'head' | 'after'>
  /** NATS servers by comma. */
  url: string
  keptSeconds: number
  /** Whether this process is the one that relays: the holder of the desk's lease. */
  isHolder(): boolean
  info(fields: object, event: string): void
  warn(fields: object, event: string): void
}

/** A stream that holds the log up to a position. */
interface Filled {
  stream: RelayStream
  position: number
  oldest: number
}

/**
 * Copies the log of changes into the JetStream stream of its epoch, after the commit and in its order, for nodes that tail the stream.
 * After any doubt (a failure, an acknowledgement that did not come, another log, hands that changed) it asks the stream where
 * it stands and fills it up from the log. Two that relay at once harm nothing: what one has stored the other is refused.
 */
export class Relay {
  readonly #closing = new AbortController()
  #filled: Filled | null = null
  #wake = () => {}
  #woken = false
  #running: Promise<void> | undefined

  constructor(private readonly options: RelayOptions) {}

  start(): void {
    this.#running ??= this.#run()
  }

  /** Says that the log may have grown. */
  wake(): void {
    this.#woken = true
    this.#wake()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#wake()
    await this.#running
  }

  async #run(): Promise<void> {
    const { isHolder, warn } = this.options
    let pause = FIRST_PAUSE_MS
    while (!this.#closing.signal.aborted) {
      this.#woken = false
      try {
        if (!isHolder()) {
          await this.#doubt()
          await this.#wait(STANDBY_MS)
          continue
        }
        this.#filled ??= await this.#enter()
        const more = await this.#copy(this.#filled)
        pause = FIRST_PAUSE_MS
        if (!more && !this.#woken) await this.#wait(LOOK_EVERY_MS)
      } catch (error) {
        warn({ error: messageOf(error), pauseMs: pause }, 'relay.failed')
        await this.#doubt()
        // Not to be cut short by a log that grows: whoever cannot be reached is not asked at every change.
        await sleep(pause, undefined, { signal: this.#closing.signal }).catch(() => {})
        pause = Math.min(pause * 2, LAST_PAUSE_MS)
      }
    }
    await this.#doubt()
  }

  /** Finds out where the stream stands, and begins it anew where it does not lead up to the log. */
  async #enter(): Promise<Filled> {
    const { log, url, keptSeconds, info } = this.options
    const { epoch } = await log.head()
    const stream = await RelayStream.open(url, epoch)
    try {
      const ends = await stream.ends()
      // The log is looked at after the stream: it is ahead, unless the stream tells of what the log does not know (any more).
      const head = await log.head()
      if (head.epoch !== epoch) throw new Error('the log has another epoch')
      const begin = Math.max(head.oldest, head.position + 1 - FILLED_AT_MOST)
      const continues = ends !== null && ends.last <= head.position && ends.last + 1 >= begin
      if (continues) await stream.keep(keptSeconds)
      else await stream.begin(begin, keptSeconds)
      const filled = continues ? { position: ends.last, oldest: ends.oldest } : { position: begin - 1, oldest: begin }
      info({ epoch, ...filled, head: head.position, continues }, 'relay.begun')
      return { stream, ...filled }
    } catch (error) {
      await stream.close()
      throw error
    }
  }

  /** Copies the next changes, and says whether there may be more. */
  async #copy(filled: Filled): Promise<boolean> {
    const { stream, position } = filled
    if (stream.isClosed) throw new Error('the connection is closed')
    const page = await this.options.log.after(position, PAGE)
    if (page.epoch !== stream.epoch || page.position < position) throw new Error('another log has taken the place')
    const hole = page.changes.some((change, index) => change.position !== position + 1 + index)
    if (hole || (page.changes.length === 0 && page.position > position)) throw new Error('the log does not continue')
    if (page.changes.length > 0) {
      await stream.append(page.changes)
      filled.position = page.changes.at(-1)!.position
    }
    if (page.oldest > filled.oldest) {
      await stream.forget(page.oldest)
      filled.oldest = page.oldest
    }
    return page.changes.length === PAGE
  }

  /** Nothing that was known of the stream is trusted any more. */
  async #doubt(): Promise<void> {
    const stream = this.#filled?.stream
    this.#filled = null
    await stream?.close().catch(() => {})
  }

  async #wait(ms: number): Promise<void> {
    if (this.#closing.signal.aborted) return
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      timer = setTimeout(resolve, ms)
    })
    clearTimeout(timer)
    this.#wake = () => {}
  }
}
