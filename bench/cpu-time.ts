import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second in which Linux counts (sysconf(_SC_CLK_TCK), 100 everywhere that Node runs). */
const TICKS = 100

interface ProcessTimes {
  parent: number
  /** Its own, and of the children that ended and were waited for, in seconds. */
  seconds: number
}

function timesOf(pid: number): ProcessTimes | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything; behind it the fields are numbers (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number) as [number, number, number, number]
    return { parent: Number(fields[1]), seconds: (user + system + endedUser + endedSystem) / TICKS }
  } catch {
    return null
  }
}

/** The process that started another; null where that is gone. Linux only. */
export const parentOf = (pid: number): number | null => timesOf(pid)?.parent ?? null

/** CPU seconds of processes and all that they started, without those excepted. Linux only. */
export function cpuSeconds(roots: readonly number[], except: readonly number[] = []): number {
  const all = new Map<number, ProcessTimes>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const times = Number.isInteger(pid) && !except.includes(pid) ? timesOf(pid) : null
    if (times !== null) all.set(pid, times)
  }
  const isWithin = (pid: number): boolean => {
    for (let at = pid; ; ) {
      if (roots.includes(at)) return true
      const times = all.get(at)
      if (times === undefined || times.parent <= 1) return false
      at = times.parent
    }
  }
  let sum = 0
  for (const [pid, { seconds }] of all) if (isWithin(pid)) sum += seconds
  return sum
}
