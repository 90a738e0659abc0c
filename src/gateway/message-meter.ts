import type { Limits } from './limits.ts'

const MINUTE_MS = 60_000

/** Tokens that come back evenly, `capacity` of them in a minute. */
class Bucket {
  #level: number
  #at: number

  constructor(
    private readonly capacity: number,
    now: number,
  ) {
    this.#level = capacity
    this.#at = now
  }

  take(now: number): boolean {
    const regained = ((now - this.#at) / MINUTE_MS) * this.capacity
    // What was given beyond the capacity stays.
    this.#level = Math.max(this.#level, Math.min(this.capacity, this.#level + regained))
    this.#at = now
    if (this.#level < 1) return false
    this.#level--
    return true
  }

  give(tokens: number, most: number): void {
    this.#level = Math.min(most, this.#level + tokens)
  }

  /** Seconds until there is a token again. */
  get waitSeconds(): number {
    return Math.max(1, Math.ceil(((1 - this.#level) * MINUTE_MS) / this.capacity / 1_000))
  }
}

/**
 * The messages of one socket. Operations have a budget of their own, and each that begins pays its own message and the one that
 * completes it: who opens all that a socket may have, completes them and opens them again is not cut off for it.
 */
export class MessageMeter {
  readonly #operations: Bucket
  readonly #messages: Bucket
  readonly #most: number

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    { messagesAMinute, operationsOfSocket }: Limits,
    private readonly now: () => number,
  ) {
    this.#operations = new Bucket(messagesAMinute, now())
    this.#messages = new Bucket(messagesAMinute, now())
    this.#most = messagesAMinute + operationsOfSocket
  }

  /** A message of any kind has come. False where the socket must be closed. */
  message(): boolean {
    return this.#messages.take(this.now())
  }

  /** The message begins an operation: 0 where it may, else the seconds after which the next may. */
  operation(): number {
    if (!this.#operations.take(this.now())) return this.#operations.waitSeconds
    this.#messages.give(2, this.#most)
    return 0
  }
}
