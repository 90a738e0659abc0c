import { type ChildProcess, fork } from 'node:child_process'

/** What a process of a measure can be asked to do, by name. */
// biome-ignore lint/suspicious/noExplicitAny: what is sent is as its sender made it
type Commands = Readonly<Record<string, (argument: any) => unknown>>

interface Answer {
  number: number
  result?: unknown
  error?: string
}

/** The clock that the processes of a measure share, in milliseconds. */
export const wallClock = (): number => performance.timeOrigin + performance.now()

/** In a process of its own: does what it is asked, and ends with its parent. */
export function answerCommands(commands: Commands): void {
  process.on('disconnect', () => process.exit())
  process.on('message', async ([number, name, argument]: [number, string, unknown]) => {
    const answer: Answer = { number }
    try {
      answer.result = (await commands[name]!(argument)) ?? null
    } catch (error) {
      answer.error = String(error)
    }
    process.send!(answer)
  })
}

/** What any of them tells of itself. */
export const processCommands: Commands = {
  cpuSeconds() {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  },
  /** Resident bytes, once what is not in use has been collected. */
  async memory(): Promise<number> {
    for (let round = 0; round < 3; round++) {
      globalThis.gc!()
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    return process.memoryUsage().rss
  },
}

/** Another process of the measure. */
export class Child {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #asked = 0

  /**
   * @param flags of its Node, beside what every process of a measure has
   * @param execPath another Node than this one
   */
  constructor(module: URL, flags: readonly string[] = [], execPath = process.execPath) {
    // Whatever serves is measured as in operation.
    const env = { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production' }
    this.#process = fork(module, { execArgv: ['--expose-gc', ...flags], stdio: 'inherit', execPath, env })
    this.#process.on('message', (answer: Answer) => {
      this.#waiting.get(answer.number)?.(answer)
      this.#waiting.delete(answer.number)
    })
  }

  /** Throws what went wrong there. */
  async ask<T>(name: string, argument: unknown = null): Promise<T> {
    const number = this.#asked++
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(number, resolve)
      this.#process.once('exit', () => reject(new Error('a process of the measure has ended')))
      this.#process.send([number, name, argument])
    })
    this.#process.removeAllListeners('exit')
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer.result as T
  }

  close(): void {
    if (this.#process.connected) this.#process.disconnect()
  }
}
