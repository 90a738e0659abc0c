import { AppError } from '../errors.ts'
import type { IngestOutcome } from './enums.ts'
import type { UserError } from './user-error.ts'

/** What became of one article. */
export interface PushResult {
  outcome: IngestOutcome
  article: { id: string; url: string | null } | null
  /** Its `field` leads from the article on. */
  error: UserError | null
}

/** The answer to a push: one result an article, in order; none where there are errors of the whole. */
export interface PushAnswer {
  results: PushResult[]
  userErrors: UserError[]
}

/**
 * What became of a push: it has an answer; the same push is under way already; or the desk has not answered in time, and what
 * was delivered still waits for it.
 */
export type Pushed = { kind: 'settled'; answer: PushAnswer } | { kind: 'running' } | { kind: 'waiting' }

/** Articles from outside for one source. */
export interface Push {
  /** Who pushes: idempotency keys are his. */
  caller: string
  /** Id or slug. */
  source: string
  idempotencyKey: string | null
  /** Of everything that was sent: the same content again is known by it. */
  contentSha256: string
  /** Fields as those of ArticleInput, unchecked. */
  articles: readonly unknown[]
}

/** What callers hear where there is no answer yet. */
export const unsettled = (kind: Exclude<Pushed['kind'], 'settled'>): AppError =>
  kind === 'running'
    ? new AppError('UNAVAILABLE', 'The first push with this idempotency key is still running', { retryAfter: 1 })
    : new AppError(
        'UNAVAILABLE',
        'Nobody has settled the articles in time; those delivered wait for it, and pushing them again is safe',
        { retryAfter: 5 },
      )
