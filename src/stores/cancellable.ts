import type { EntityManager } from 'typeorm'

/**
 * Does work on a connection of its own. When the signal says so, the statement that runs on it is cancelled in the database: the work
 * rejects, and nobody reads for nothing.
 */
export async function cancellable<T>(
  manager: EntityManager,
  signal: AbortSignal,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const runner = manager.connection.createQueryRunner()
  let cancelled: Promise<unknown> | undefined
  let cancel = () => {}
  try {
    const { processID } = (await runner.connect()) as { processID: number }
    cancel = () => {
      cancelled = manager.query('select pg_cancel_backend($1)', [processID]).catch(() => {})
    }
    signal.addEventListener('abort', cancel, { once: true })
    signal.throwIfAborted()
    return await work(runner.manager)
  } finally {
    signal.removeEventListener('abort', cancel)
    // Else the connection could be another's by the time at which its statement is cancelled.
    await cancelled
    await runner.release()
  }
}
