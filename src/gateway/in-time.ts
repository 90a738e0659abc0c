import { setTimeout as sleep } from 'node:timers/promises'

/** What comes of work; throws where it takes longer than so many milliseconds. */
export async function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  const patience = new AbortController()
  const late = sleep(patienceMs, undefined, { signal: patience.signal }).then(() => {
    throw new Error(`it took more than ${patienceMs} ms`)
  })
  late.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    patience.abort()
  }
}
