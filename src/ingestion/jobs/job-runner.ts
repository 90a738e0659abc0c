import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type JobHelpers, type Runner, run, Logger as WorkerLogger } from 'graphile-worker'
import { messageOf } from '../../errors.ts'
import type { CheckpointStore } from '../../stores/checkpoint-store.ts'
import { firstPlace, type JobPlace, type LongJob, placeAfter } from './long-job.ts'

/** Batches that run at once in a process. */
const AT_ONCE = 1
/** A run that came no further for so long has lost its process: its batch is queued again. */
const ABANDONED_SECONDS = 120
const LOOK_MS = 500
/** Attempts of one batch; between them graphile-worker waits longer and longer. */
const ATTEMPTS = 10

export interface JobRunnerOptions {
  /** Of the database that holds the queue. */
  url: string
  checkpoints: CheckpointStore
  // biome-ignore lint/suspicious/noExplicitAny: each job knows the type of its own scope
  jobs: readonly LongJob<any>[]
  log(event: string, fields: Record<string, unknown>): void
}

/**
 * Runs long jobs, batch by batch, over graphile-worker: one batch is one job of the queue, which queues the one behind it. The
 * place of a run stands in its checkpoint, so whoever finds an abandoned run goes on with it.
 */
export class JobRunner {
  readonly #stop = new AbortController()
  #runner: Runner | null = null

  constructor(private readonly options: JobRunnerOptions) {}

  /** Begins to work, and goes on with what others left. */
  async start(): Promise<void> {
    const { url, jobs, log } = this.options
    this.#runner = await run({
      connectionString: url,
      maxPoolSize: AT_ONCE + 2,
      concurrency: AT_ONCE,
      noHandleSignals: true,
      taskList: Object.fromEntries(
        jobs.map((job) => [job.name, (payload: unknown, helpers: JobHelpers) => this.#batch(job, payload, helpers)]),
      ),
      logger: new WorkerLogger(() => (level, message) => {
        if (level === 'error' || level === 'warning') log('job.trouble', { message })
      }),
    })
    this.#runner.promise.catch((error) => log('job.runner-failed', { error: messageOf(error) }))
    for (const { name, place, ageSeconds } of await this.options.checkpoints.under<JobPlace>('job:')) {
      if (!place.finished && ageSeconds > ABANDONED_SECONDS) await this.#queue(name)
    }
  }

  /** Begins a run, or goes on with the unfinished one of the same job and scope; gives its name. */
  async begin<Scope>(job: LongJob<Scope>, scope: Scope): Promise<{ run: string; resumed: boolean }> {
    const { checkpoints } = this.options
    const digest = createHash('sha256').update(JSON.stringify(scope)).digest('hex').slice(0, 16)
    const run = `job:${job.name}:${digest}`
    const known = await checkpoints.read<JobPlace<Scope>>(run)
    const resumed = known !== null && !known.place.finished
    if (!resumed) await checkpoints.write(run, firstPlace(job, scope, await job.count(scope)))
    await this.#queue(run)
    return { run, resumed }
  }

  /** Waits until a run is finished, and gives how it ended. */
  async finished(run: string, onProgress: (place: JobPlace) => void = () => {}): Promise<JobPlace> {
    for (;;) {
      const found = await this.options.checkpoints.read<JobPlace>(run)
      if (found === null) throw new Error(`there is no run ${run}`)
      onProgress(found.place)
      if (found.place.finished) return found.place
      await sleep(LOOK_MS, undefined, { signal: this.#stop.signal })
    }
  }

  /** Lets the batch under way end. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#runner?.stop()
  }

  /** The key keeps one pending batch a run, whoever queues it. */
  async #queue(run: string): Promise<void> {
    const name = run.split(':')[1]!
    await this.#runner!.addJob(name, { run }, { jobKey: run, maxAttempts: ATTEMPTS })
  }

  async #batch<Scope>(job: LongJob<Scope>, payload: unknown, helpers: JobHelpers): Promise<void> {
    const { checkpoints, log } = this.options
    const { run } = payload as { run: string }
    const found = await checkpoints.read<JobPlace<Scope>>(run)
    if (found === null || found.place.finished) return
    const result = await job.batch(found.place.scope, found.place.after, this.#stop.signal)
    const place = placeAfter(found.place, result)
    await checkpoints.write(run, place)
    log('job.batch', { run, done: place.done, total: place.total, failed: place.failed })
    if (!place.finished) await helpers.addJob(job.name, { run }, { jobKey: run, maxAttempts: ATTEMPTS })
  }
}
