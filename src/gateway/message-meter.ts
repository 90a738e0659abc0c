import type { Limits } from './limits.ts'

/** A message in the units of the count: what comes back in a millisecond is a whole number, so that a meter is a few small integers. */
const MESSAGE = 60_000

/**
 * The messages of one socket. Operations have a budget of their own, and each that begins pays its own message and the one that
 * completes it: who opens all that a socket may have, completes them and opens them again is not cut off for it.
 */
export class MessageMeter {
  #operations: number
  #messages: number
  #at: number

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly limits: Pick<Limits, 'messagesAMinute' | 'operationsOfSocket'>,
    private readonly now: () => number,
  ) {
    this.#operations = this.#messages = limits.messagesAMinute * MESSAGE
    this.#at = Math.floor(now())
  }

  /** A message of any kind has come. False where the socket must be closed. */
  message(): boolean {
    this.#regain()
    if (this.#messages < MESSAGE) return false
    this.#messages -= MESSAGE
    return true
  }

  /** The message begins an operation: 0 where it may, else the seconds after which the next may. */
  operation(): number {
    const { messagesAMinute, operationsOfSocket } = this.limits
    this.#regain()
    if (this.#operations < MESSAGE) {
      return Math.max(1, Math.ceil((MESSAGE - this.#operations) / messagesAMinute / 1_000))
    }
    this.#operations -= MESSAGE
    this.#messages = Math.min((messagesAMinute + operationsOfSocket) * MESSAGE, this.#messages + 2 * MESSAGE)
    return 0
  }

  /** Both come back evenly, all in a minute. */
  #regain(): void {
    const now = Math.floor(this.now())
    const regained = (now - this.#at) * this.limits.messagesAMinute
    const full = this.limits.messagesAMinute * MESSAGE
    this.#at = now
    this.#operations = Math.min(full, this.#operations + regained)
    // What an operation gave beyond that stays.
    this.#messages = Math.max(this.#messages, Math.min(full, this.#messages + regained))
  }
}
