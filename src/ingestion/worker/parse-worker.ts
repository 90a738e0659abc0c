import { runInThisContext } from 'node:vm'
import { messageOf } from '../../errors.ts'
import type { ParsedArticle } from './parse-task.ts'
import { readPageArticle, readPayload } from './read-payload.ts'
import { type FromWorker, type Outcome, PORTION_BYTES, type ToWorker, type Work } from './worker-messages.ts'

const WORK = Symbol.for('sila.worker.work')

/**
 * Runs a function and ends it after a time, whatever it does. The process that gave the task kills this one before; but where
 * that one has died itself, nobody else would stop a document that never ends.
 */
function within<T>(ms: number, work: () => T): T {
  Object.assign(globalThis, { [WORK]: work })
  return runInThisContext(`globalThis[Symbol.for('sila.worker.work')]()`, { timeout: ms }) as T
}

function read({ name, task }: Work, limitMs: number): Outcome {
  try {
    return within<Outcome>(limitMs, () => (name === 'parse' ? readPayload(task) : readPageArticle(task)))
  } catch (error) {
    const isLate = (error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
    // A parser that throws has a fault, which the next document need not meet.
    return { ok: false, code: isLate ? 'TIMEOUT' : 'CRASHED', reason: messageOf(error) }
  }
}

const tell = (message: FromWorker): void => void process.send?.(message)

function tellArticles(articles: readonly ParsedArticle[]): void {
  let portion: ParsedArticle[] = []
  let size = 0
  for (const article of articles) {
    portion.push(article)
    size += article.article.blocks?.reduce((sum, { text, html }) => sum + 2 * (text.length + html.length), 500) ?? 500
    if (size < PORTION_BYTES) continue
    tell({ kind: 'articles', articles: portion })
    portion = []
    size = 0
  }
  tell({ kind: 'articles', articles: portion })
}

function tellOutcome(outcome: Outcome): void {
  if (outcome.ok && 'payload' in outcome) {
    tellArticles(outcome.payload.articles)
    tell({ kind: 'outcome', outcome: { ok: true, payload: { ...outcome.payload, articles: [] } } })
  } else tell({ kind: 'outcome', outcome })
}

let portions: Uint8Array[] = []
process.on('message', (message: ToWorker) => {
  if (message.kind === 'bytes') portions.push(message.bytes)
  else {
    const { work, limitMs } = message
    const bytes = Buffer.concat(portions)
    portions = []
    tellOutcome(read({ ...work, task: { ...work.task, bytes } } as Work, limitMs))
  }
})
tell({ kind: 'ready' })
