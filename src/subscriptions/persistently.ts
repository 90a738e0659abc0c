import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors.ts'

/** Pauses between attempts, in milliseconds; after the last the subscription fails with UNAVAILABLE. */
const PAUSES = [100, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 20_000]

/** Reads as often as it takes while the database is away for a moment, so that no event is lost to that; undefined once told to stop. */
export async function persistently<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  for (const pause of PAUSES) {
    try {
      return await read()
    } catch {
      if (signal.aborted) return undefined
      await sleep(pause, undefined, { signal }).catch(() => {})
      if (signal.aborted) return undefined
    }
  }
  throw new AppError('UNAVAILABLE', 'What changed could not be read; go on from the last cursor')
}
