import { SingleBar } from 'cli-progress'

/** Shows how far something is: a bar on a terminal, a line of JSON a second elsewhere. */
export interface Progress {
  /** @param errors what failed so far, of what is done */
  update(done: number, total: number, errors?: number): void
  stop(): void
}

const LINE_MS = 1_000
/** The rate is that of the last so many milliseconds: a pause at the beginning does not spoil the estimate. */
const WINDOW_MS = 10_000
const BAR = '{task} {bar} {value}/{total} · {rate}/s · {left} left · {errors} failed'

/** What a reader of progress wants to know; null where nothing can be said yet. */
export interface Pace {
  done: number
  total: number
  errors: number
  perSecond: number | null
  secondsLeft: number | null
}

/** Works out rate and remaining time from what was done when, in milliseconds. */
export class PaceMeter {
  readonly #marks: { at: number; done: number }[] = []

  /** Takes note of what is done now. */
  at(now: number, done: number, total: number, errors: number): Pace {
    this.#marks.push({ at: now, done })
    while (this.#marks.length > 2 && this.#marks[0]!.at < now - WINDOW_MS) this.#marks.shift()
    const first = this.#marks[0]!
    const elapsed = now - first.at
    const perSecond = elapsed > 0 ? ((done - first.done) / elapsed) * 1_000 : null
    const secondsLeft = perSecond !== null && perSecond > 0 ? (total - done) / perSecond : null
    return { done, total, errors, perSecond: rounded(perSecond), secondsLeft: rounded(secondsLeft) }
  }
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10)

/** Progress of a task on a stream, usually stderr: stdout is for data. */
export function progressOn(
  stream: NodeJS.WritableStream & { isTTY?: boolean },
  task: string,
  now: () => number = () => performance.now(),
): Progress {
  const meter = new PaceMeter()
  return stream.isTTY ? bar(stream, task, meter, now) : lines(stream, task, meter, now)
}

function bar(stream: NodeJS.WritableStream, task: string, meter: PaceMeter, now: () => number): Progress {
  const shown = new SingleBar({ format: BAR, stream, hideCursor: true, clearOnComplete: true })
  let started = false
  let shownAt = Number.NEGATIVE_INFINITY
  return {
    update(done, total, errors = 0) {
      if (now() - shownAt < LINE_MS / 10) return
      shownAt = now()
      const { perSecond, secondsLeft } = meter.at(shownAt, done, total, errors)
      const payload = { task, errors, rate: perSecond ?? '–', left: secondsLeft === null ? '–' : duration(secondsLeft) }
      if (!started) shown.start(total, done, payload)
      started = true
      shown.setTotal(total)
      shown.update(done, payload)
    },
    stop() {
      if (started) shown.stop()
    },
  }
}

const duration = (seconds: number): string =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.ceil(seconds % 60)} s`

function lines(stream: NodeJS.WritableStream, task: string, meter: PaceMeter, now: () => number): Progress {
  let last: [done: number, total: number, errors: number] | null = null
  let saidAt = Number.NEGATIVE_INFINITY
  const say = () => {
    if (last === null) return
    saidAt = now()
    stream.write(`${JSON.stringify({ progress: { task, ...meter.at(saidAt, ...last) } })}\n`)
    last = null
  }
  return {
    update(done, total, errors = 0) {
      last = [done, total, errors]
      if (now() - saidAt >= LINE_MS) say()
    },
    stop: say,
  }
}
