import { setTimeout as sleepFor } from 'node:timers/promises'

/** Time as decisions see it, and how to let it pass; a simulation has one of its own. */
export interface Clock {
  now(): Date
  /** Comes back after so many milliseconds, or as soon as the signal says; never throws. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** Waits in real time; never throws. */
export async function realSleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleepFor(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {})
}
