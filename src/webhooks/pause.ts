import { setTimeout as sleep } from 'node:timers/promises'

/** Sleeps, until the signal says stop at most. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
