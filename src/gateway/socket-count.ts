import type { Limits } from './limits.ts'

/** How many are counted under one name. */
interface Count {
  readonly name: string
  size: number
}

/** Counts sockets and streams by caller (a key, or without one an address); a full count refuses the next. */
export class SocketCount {
  readonly #counts = new Map<string, Count>()
  readonly #countedIn = new WeakMap<object, Count>()

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
    const count = this.#countedIn.get(socket)
    if (count === undefined) return
    this.#countedIn.delete(socket)
    if (--count.size === 0) this.#counts.delete(count.name)
  }

  #enter(socket: object, name: string, most: number): boolean {
    const count = this.#counts.get(name) ?? { name, size: 0 }
    if (count.size >= most) return false
    count.size++
    this.#counts.set(count.name, count)
    this.#countedIn.set(socket, count)
    return true
  }
}
