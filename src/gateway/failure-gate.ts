import { AppError } from '../errors.ts'
import { networkOf } from './network.ts'

/** Failed attempts of one address in one window; the next are refused unseen until it ends. */
const MAX_FAILURES = 20
const WINDOW_MS = 60_000
/** Addresses and credentials remembered; beyond, the oldest are forgotten. */
const MAX_REMEMBERED = 10_000

/**
 * Slows down who tries keys. A credential that was good from the same address lately still passes, so that one broken client
 * does not lock out its neighbours behind one address.
 */
export class FailureGate {
  readonly #failures = new Map<string, { count: number; endsAt: number }>()
  readonly #good = new Set<string>()

  /** @param now milliseconds of any clock that never goes back */
  constructor(private readonly now: () => number) {}

  /** Throws RATE_LIMITED where the address has failed too often. */
  pass(address: string, credential: string): void {
    const window = this.#windowOf(networkOf(address))
    if (window === undefined || window.count < MAX_FAILURES) return
    if (this.#good.has(`${networkOf(address)} ${credential}`)) return
    const retryAfter = Math.max(1, Math.ceil((window.endsAt - this.now()) / 1_000))
    throw new AppError('RATE_LIMITED', `Too many unknown keys from this address; try again in ${retryAfter} s`, {
      retryAfter,
    })
  }

  failed(address: string, credential: string): void {
    const network = networkOf(address)
    // What was good once and fails now has been revoked.
    this.#good.delete(`${network} ${credential}`)
    const window = this.#windowOf(network)
    if (window !== undefined) window.count++
    else remember(this.#failures, () => this.#failures.set(network, { count: 1, endsAt: this.now() + WINDOW_MS }))
  }

  succeeded(address: string, credential: string): void {
    const name = `${networkOf(address)} ${credential}`
    if (!this.#good.has(name)) remember(this.#good, () => this.#good.add(name))
  }

  #windowOf(network: string): { count: number; endsAt: number } | undefined {
    const window = this.#failures.get(network)
    if (window === undefined || window.endsAt > this.now()) return window
    this.#failures.delete(network)
    return undefined
  }
}

function remember(
  store: { size: number; keys(): Iterator<string>; delete(key: string): boolean },
  add: () => void,
): void {
  if (store.size >= MAX_REMEMBERED) store.delete(store.keys().next().value!)
  add()
}
