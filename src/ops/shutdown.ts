import { messageOf } from '../errors.ts'

/**
 * A signal after this time is somebody who does not want to wait. Sooner it is the same one again: a group and npm both
 * hand it on.
 */
const IMPATIENT_MS = 1_000
/** All closers together may take this long, and what they take on purpose; then the process ends all the same. */
const DEADLINE_MS = 8_000

export interface ShutdownLog {
  info(fields: object, event: string): void
  error(fields: object, event: string): void
}

/** Closes in reverse order what was opened, once. */
export class Shutdown {
  readonly #closers: { name: string; close: () => Promise<void> | void }[] = []
  readonly #log: ShutdownLog
  readonly #deadlineMs: number
  #running: Promise<boolean> | undefined

  /** `graceMs` is what closers take on purpose, such as sending sockets away one by one. */
  constructor(log: ShutdownLog, graceMs = 0) {
    this.#log = log
    this.#deadlineMs = DEADLINE_MS + graceMs
  }

  /** Adds what was just opened; it will be closed before everything that was added earlier. */
  add(name: string, close: () => Promise<void> | void): void {
    this.#closers.push({ name, close })
  }

  /** Closes everything, and says whether that ended within the deadline and without a failure. */
  run(): Promise<boolean> {
    this.#running ??= this.#run()
    return this.#running
  }

  /** Ends the process at the first SIGTERM or SIGINT once all is closed, and at a later one at once. */
  onSignals(exit: (code: number) => void = process.exit, now: () => number = performance.now.bind(performance)): void {
    let signalledAt: number | undefined
    const stop = (signal: string) => {
      if (signalledAt !== undefined) {
        if (now() - signalledAt >= IMPATIENT_MS) exit(1)
        return
      }
      signalledAt = now()
      this.#log.info({ signal }, 'shutdown.begun')
      void this.run().then(() => exit(0))
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  }

  async #run(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        this.#log.error({ left: this.#closers.map(({ name }) => name) }, 'shutdown.late')
        resolve(false)
      }, this.#deadlineMs)
    })
    const done = await Promise.race([this.#closeAll(), late])
    clearTimeout(timer)
    return done
  }

  async #closeAll(): Promise<boolean> {
    let clean = true
    for (let closer = this.#closers.at(-1); closer; closer = this.#closers.at(-1)) {
      try {
        await closer.close()
      } catch (error) {
        clean = false
        this.#log.error({ closer: closer.name, error: messageOf(error) }, 'shutdown.failed')
      }
      this.#closers.pop()
    }
    return clean
  }
}
