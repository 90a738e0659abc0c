import type { ExtractOutcome, ExtractTask, ParsedArticle, ParseOutcome, ParseTask } from './parse-task.ts'

/** One piece of work for a worker. */
export type Work = { name: 'parse'; task: ParseTask } | { name: 'extract'; task: ExtractTask }
export type Outcome = ParseOutcome | ExtractOutcome

/** What a worker is told: the bytes of a document in portions, then what to do with them and after how long to give up. */
export type ToWorker = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'work'; work: Work; limitMs: number }

/** What a worker tells: that it can begin; articles in portions; the outcome without them. */
export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'articles'; articles: ParsedArticle[] }
  | { kind: 'outcome'; outcome: Outcome }

/** Bytes of one message, about: who writes or reads it does nothing else meanwhile. */
export const PORTION_BYTES = 256 * 1024
