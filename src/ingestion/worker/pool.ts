import { availableParallelism } from 'node:os'
import type { ExtractOutcome, ExtractTask, ParseFailure, ParseOutcome, ParseTask } from './parse-task.ts'
import { Turns } from './turns.ts'
import type { Outcome, Work } from './worker-messages.ts'
import { WorkerProcess } from './worker-process.ts'

export interface ParserPoolOptions {
  /** Documents that are read at once; one less than there are cores, at least one. */
  threads?: number
  /** Of the JavaScript heap of one worker. */
  memoryMb?: number
  /** For the reading of one document. */
  timeoutMs?: number
}

const TIMEOUT_MS = 10_000
const MEMORY_MB = 256
/** Workers without work end; the next document waits for a new one, some hundred milliseconds. */
const IDLE_MS = 30_000
/** A larger document is refused before it is copied: fetching stops far below. */
const MAX_BYTES = 32 * 1024 * 1024
/** Callers that wait for a worker, each with its document in hand. One more has forgotten to wait for its own: it throws. */
const MAX_WAITING = 1_000

const CLOSED: ParseFailure = { ok: false, code: 'CRASHED', reason: 'The pool of parsers was closed' }

interface Idle {
  worker: WorkerProcess
  timer: NodeJS.Timeout
}

/**
 * Reads documents in workers that can be killed: one that takes too long, too much memory or the parser down costs itself
 * and its worker, and the next ones go on in a fresh one. Neither the loop nor the memory of this process bears it.
 */
export class ParserPool {
  readonly #turns: Turns
  readonly #workers = new Set<WorkerProcess>()
  readonly #idle: Idle[] = []
  readonly #memoryMb: number
  readonly #timeoutMs: number
  #closed = false

  constructor(options: ParserPoolOptions = {}) {
    const { threads = Math.max(1, availableParallelism() - 1), memoryMb = MEMORY_MB, timeoutMs = TIMEOUT_MS } = options
    this.#memoryMb = memoryMb
    this.#timeoutMs = timeoutMs
    this.#turns = new Turns(threads, MAX_WAITING)
  }

  /** Process ids of the workers that there are, for whoever watches the machine. */
  get pids(): number[] {
    return [...this.#workers].map(({ pid }) => pid)
  }

  /** Reads a feed, sitemap, page or page dump. Waits while all workers are busy; never throws for what a document does. */
  async parse(task: ParseTask): Promise<ParseOutcome> {
    return (await this.#run({ name: 'parse', task })) as ParseOutcome
  }

  /** Reads the article of a page. Waits while all workers are busy; never throws for what a document does. */
  async extract(task: ExtractTask): Promise<ExtractOutcome> {
    return (await this.#run({ name: 'extract', task })) as ExtractOutcome
  }

  /** Ends the workers; what is being read or waits comes to nothing, as CRASHED. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer)
    const workers = [...this.#workers]
    for (const worker of workers) worker.kill(CLOSED)
    await Promise.all(workers.map((worker) => worker.gone))
  }

  async #run(work: Work): Promise<Outcome> {
    const { length } = work.task.bytes
    if (length > MAX_BYTES) return { ok: false, code: 'REFUSED', reason: `${length} bytes, over ${MAX_BYTES}` }
    await this.#turns.enter()
    try {
      if (this.#closed) return CLOSED
      const worker = this.#take()
      const outcome = await worker.run(work, this.#timeoutMs)
      this.#giveBack(worker)
      return outcome
    } finally {
      this.#turns.leave()
    }
  }

  #take(): WorkerProcess {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      clearTimeout(idle.timer)
      if (idle.worker.isAlive) return idle.worker
    }
    const worker = new WorkerProcess(this.#memoryMb)
    this.#workers.add(worker)
    worker.gone.then(() => this.#workers.delete(worker))
    return worker
  }

  #giveBack(worker: WorkerProcess): void {
    if (this.#closed || !worker.isAlive) return
    const timer = setTimeout(() => this.#retire(worker), IDLE_MS).unref()
    this.#idle.push({ worker, timer })
  }

  #retire(worker: WorkerProcess): void {
    const at = this.#idle.findIndex((idle) => idle.worker === worker)
    if (at === -1) return
    this.#idle.splice(at, 1)
    worker.kill(CLOSED)
  }
}
