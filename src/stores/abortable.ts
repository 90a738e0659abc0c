import type { EntityManager } from 'typeorm'
import { type Backend, cancelStatement } from './cancel-statement.ts'

/**
 * A manager like another whose statements are cancelled in the database once the signal says so: they reject with its reason, and
 * nobody reads for nothing. It is for statements alone, not for transactions.
 */
export function abortable(manager: EntityManager, signal: AbortSignal): EntityManager {
  const running = new Set<() => void>()
  signal.addEventListener(
    'abort',
    () => {
      for (const cancel of running) cancel()
    },
    { once: true },
  )
  const query: EntityManager['query'] = async (sql: string, parameters?: unknown) => {
    signal.throwIfAborted()
    const runner = manager.connection.createQueryRunner()
    let cancelled: Promise<void> | undefined
    let cancel = () => {}
    try {
      const backend = (await runner.connect()) as Backend
      cancel = () => {
        cancelled = cancelStatement(backend)
      }
      running.add(cancel)
      signal.throwIfAborted()
      return await runner.query(sql, parameters as unknown[])
    } catch (error) {
      throw signal.aborted ? signal.reason : error
    } finally {
      running.delete(cancel)
      // Else the connection could be another's by the time at which its statement is cancelled.
      await cancelled
      await runner.release()
    }
  }
  return Object.assign(Object.create(manager) as EntityManager, { query })
}
