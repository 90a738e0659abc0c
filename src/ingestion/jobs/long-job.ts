/** How far a run of a job is. `after` is where its next batch begins; it means something to the job alone. */
export interface JobPlace<Scope = unknown> {
  scope: Scope
  after: string
  done: number
  /** As counted when the run began; 0 where nobody can know. */
  total: number
  changed: number
  failed: number
  /** What failed last, at most 20. */
  failures: string[]
  finished: boolean
}

/** What one batch came to. `next` is where the one behind it begins; null where there is none. */
export interface BatchResult {
  next: string | null
  done: number
  changed: number
  failures: string[]
}

/**
 * A long piece of work over stored data, done in batches: after each its place is written down, so a stop costs at most one
 * batch, which must bear repetition.
 */
export interface LongJob<Scope = unknown> {
  name: string
  /** Where the first batch begins. */
  start: string
  count(scope: Scope): Promise<number>
  batch(scope: Scope, after: string, signal: AbortSignal): Promise<BatchResult>
}

/** Failures that are shown. */
const SHOWN_FAILURES = 20

/** A run before its first batch. */
export const firstPlace = <Scope>(job: LongJob<Scope>, scope: Scope, total: number): JobPlace<Scope> => ({
  scope,
  after: job.start,
  done: 0,
  total,
  changed: 0,
  failed: 0,
  failures: [],
  finished: false,
})

/** The place behind a batch. */
export const placeAfter = <Scope>(place: JobPlace<Scope>, batch: BatchResult): JobPlace<Scope> => ({
  ...place,
  after: batch.next ?? place.after,
  done: place.done + batch.done,
  changed: place.changed + batch.changed,
  failed: place.failed + batch.failures.length,
  failures: [...place.failures, ...batch.failures].slice(-SHOWN_FAILURES),
  finished: batch.next === null,
})
