import { type ChildProcess, fork } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { ParsedArticle, ParseFailure } from './parse-task.ts'
import { type FromWorker, type Outcome, PORTION_BYTES, type ToWorker, type Work } from './worker-messages.ts'

/** For a new process to be ready, on a machine that does much else. */
const START_MS = 60_000
/** Of the heap for what is new. */
const YOUNG_MB = 8
/** Of what a dying process writes: its last words say whether it ran out of memory. */
const LAST_WORDS = 4_000

const NOBODY_LISTENS: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ERR_IPC_CHANNEL_CLOSED'])

/**
 * The worker's file. A worker is plain Node.js, which cannot run the sources: where this module is a source itself (tests),
 * it is the compiled one of the last build.
 */
function workerFile(): string {
  const compiled = import.meta.url.endsWith('.js')
  const path = compiled ? './parse-worker.js' : '../../../dist/src/ingestion/worker/parse-worker.js'
  return fileURLToPath(new URL(path, import.meta.url))
}

interface Job {
  work: Work
  timeoutMs: number
  articles: ParsedArticle[]
  timer: NodeJS.Timeout
  settle(outcome: Outcome): void
}

/**
 * One worker: a process of its own, since a thread that runs out of memory inside one native step (JSON.parse of 15 MB is
 * enough) takes the whole process with it. It does one piece of work at a time.
 */
export class WorkerProcess {
  /** Fulfilled when nothing is left of it. */
  readonly gone: Promise<void>
  readonly #child: ChildProcess
  #isReady = false
  #job: Job | null = null
  #lastWords = ''
  #ended = false

  constructor(memoryMb: number) {
    this.#child = fork(workerFile(), [], {
      serialization: 'advanced',
      // Neither the settings of this process nor its secrets are any business of a parser.
      env: {},
      execArgv: [`--max-old-space-size=${memoryMb}`, `--max-semi-space-size=${YOUNG_MB}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS)
    })
    this.#child.on('message', (message: FromWorker) => this.#hear(message))
    this.gone = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#end(how)
        resolve()
      }
      this.#child.on('error', (error) => end(`could not be started: ${error.message}`))
      // Not 'exit': the last words come after it.
      this.#child.on('close', (code, signal) => end(`ended with ${signal ?? `code ${code}`}`))
    })
    this.#hold(false)
  }

  /** Its process id; 0 where it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** False once it has been killed or has died. */
  get isAlive(): boolean {
    return !this.#ended && this.#child.exitCode === null && this.#child.signalCode === null && !this.#child.killed
  }

  /** Does one piece of work; after the time it is killed. Starting the process counts for nothing. Never throws. */
  async run(work: Work, timeoutMs: number): Promise<Outcome> {
    return await new Promise((settle) => {
      // The timer, not the child, keeps this process alive meanwhile.
      const timer = setTimeout(() => this.kill(late(START_MS)), START_MS)
      this.#job = { work, timeoutMs, articles: [], timer, settle }
      if (this.#isReady) this.#begin(this.#job)
      else if (this.#ended) this.#end('has ended')
    })
  }

  /** Ends the process at once; its work, if it has some, comes to this. */
  kill(outcome: ParseFailure): void {
    this.#settle(outcome)
    // Whoever ends a process waits for its end.
    if (!this.#ended) this.#hold(true)
    this.#child.kill('SIGKILL')
  }

  #begin(job: Job): void {
    clearTimeout(job.timer)
    job.timer = setTimeout(() => this.kill(late(job.timeoutMs)), job.timeoutMs)
    this.#sendAll(job).catch((error: NodeJS.ErrnoException) => {
      if (this.#job !== job) return
      // Where nobody listens any more, the end of the process says why.
      if (NOBODY_LISTENS.has(error.code ?? '')) this.#child.kill('SIGKILL')
      else this.kill({ ok: false, code: 'CRASHED', reason: error.message })
    })
  }

  async #sendAll({ work, timeoutMs }: Job): Promise<void> {
    const { bytes } = work.task
    for (let at = 0; at < bytes.length; at += PORTION_BYTES) {
      await this.#send({ kind: 'bytes', bytes: bytes.subarray(at, at + PORTION_BYTES) })
    }
    const rest = { ...work, task: { ...work.task, bytes: bytes.subarray(0, 0) } } as Work
    await this.#send({ kind: 'work', work: rest, limitMs: 2 * timeoutMs })
  }

  async #send(message: ToWorker): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#child.send(message, (error) => (error ? reject(error) : resolve()))
    })
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'ready') {
      this.#isReady = true
      if (this.#job !== null) this.#begin(this.#job)
    }
    if (message.kind === 'articles') for (const article of message.articles) this.#job?.articles.push(article)
    if (message.kind === 'outcome') this.#settle(message.outcome)
  }

  #end(how: string): void {
    this.#ended = true
    const isMemory = /heap out of memory|Allocation failed/.test(this.#lastWords)
    this.#settle(
      isMemory
        ? { ok: false, code: 'MEMORY', reason: 'Reading it takes more memory than a worker has' }
        : { ok: false, code: 'CRASHED', reason: `The worker ${how}` },
    )
  }

  #settle(outcome: Outcome): void {
    const job = this.#job
    if (job === null) return
    this.#job = null
    clearTimeout(job.timer)
    if (outcome.ok && 'payload' in outcome) outcome.payload.articles = job.articles
    job.settle(outcome)
  }

  /** Whether the worker keeps this process alive: not while it has no work, nor while a timer does so. */
  #hold(isHeld: boolean): void {
    for (const part of [this.#child, this.#child.stderr as Socket | null]) isHeld ? part?.ref() : part?.unref()
    if (!isHeld) this.#child.channel?.unref()
  }
}

const late = (ms: number): ParseFailure => ({ ok: false, code: 'TIMEOUT', reason: `Not read within ${ms} ms` })
