import { Fault, faultOf } from './failure.ts'

/** A key `sila_…`, or what gives the one that holds now. */
export type KeyGiver = string | (() => string | Promise<string>)

/** The key that requests carry. */
export class Key {
  constructor(readonly giver: KeyGiver | undefined) {}

  /** The value of `authorization`; undefined for a caller without a key. */
  async authorization(): Promise<string | undefined> {
    const { giver } = this
    if (giver === undefined) return undefined
    return `Bearer ${typeof giver === 'string' ? giver : await giver()}`
  }

  /** Does something with the key of now; what it throws comes out as a Fault. */
  async use<Result>(work: (authorization: string | undefined) => Promise<Result>): Promise<Result> {
    let used: string | undefined
    try {
      used = await this.authorization()
      return await work(used)
    } catch (thrown) {
      throw await this.judge(faultOf(thrown), used)
    }
  }

  /** Settles whether a refused key is the end: where another is given by now, the next attempt may pass. */
  async judge(fault: Fault, refused: string | undefined): Promise<Fault> {
    if (fault.kind !== 'key') return fault
    if (typeof this.giver !== 'function') return new Fault('final', fault.error)
    try {
      return new Fault((await this.authorization()) === refused ? 'final' : 'passing', fault.error)
    } catch {
      return new Fault('passing', fault.error)
    }
  }
}
