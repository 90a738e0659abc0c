/** One thing looked at; where it is not well, what to do. */
export interface Finding {
  check: string
  /** `warn` can wait, and is no failure. */
  state: 'ok' | 'warn' | 'fail'
  ok: boolean
  found: string
  fix: string | null
}

/** What was found, in the order of looking. Whoever notes a fault says its remedy. */
export class Findings {
  readonly all: Finding[] = []

  /** Notes how something is; `fix` is what to do where it is not well. */
  note(check: string, isWell: boolean, found: string, fix: string): void {
    this.#add(check, isWell ? 'ok' : 'fail', found, fix)
  }

  /** Notes something that is always well. */
  tell(check: string, found: string): void {
    this.#add(check, 'ok', found, '')
  }

  /** As `note`, of what can wait. */
  advise(check: string, isWell: boolean, found: string, fix: string): void {
    this.#add(check, isWell ? 'ok' : 'warn', found, fix)
  }

  get failed(): boolean {
    return this.all.some(({ state }) => state === 'fail')
  }

  #add(check: string, state: Finding['state'], found: string, fix: string): void {
    this.all.push({ check, state, ok: state !== 'fail', found, fix: state === 'ok' ? null : fix })
  }
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes for people. */
export function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${(bytes / 1_000 ** power).toFixed(power < 2 ? 0 : 1)} ${UNITS[power]}`
}

/** A time for people, of seconds. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`
}
