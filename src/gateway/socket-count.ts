import type { Limits } from './limits.ts'

/** Counts sockets and streams by caller (a key, or without one an address); a full count refuses the next. */
export class SocketCount {
  readonly #counts = new Map<string, number>()
  readonly #countedAs = new WeakMap<object, string>()

  constructor(private readonly limits: Limits) {}

  /** A new socket of an address, whose caller is not known yet. False where too many of them wait. */
  arrive(socket: object, address: string): boolean {
    return this.#enter(socket, `unnamed ${address}`, this.limits.unnamedSockets)
  }

  /** The caller of a socket is known; null is without a limit. False where the caller has all the sockets that it may. */
  settle(socket: object, caller: string | null): boolean {
    this.leave(socket)
    return caller === null || this.#enter(socket, `caller ${caller}`, this.limits.socketsOfCaller)
  }

  /** A socket is gone. Of one that is not counted it means nothing. */
  leave(socket: object): void {
    const name = this.#countedAs.get(socket)
    if (name === undefined) return
    this.#countedAs.delete(socket)
    const left = this.#counts.get(name)! - 1
    if (left > 0) this.#counts.set(name, left)
    else this.#counts.delete(name)
  }

  #enter(socket: object, name: string, most: number): boolean {
    const count = this.#counts.get(name) ?? 0
    if (count >= most) return false
    this.#counts.set(name, count + 1)
    this.#countedAs.set(socket, name)
    return true
  }
}
