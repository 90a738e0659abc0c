import type pg from 'pg'
import { type EntityManager, QueryFailedError } from 'typeorm'
import { type Backend, cancelStatement } from './cancel-statement.ts'

/** Statements that go together at most. */
const MOST_TOGETHER = 16
/** The word that a statement is to be cancelled may come between two of them: then it is said again. */
const SAY_AGAIN_MS = 20

interface Statement {
  sql: string
  parameters: unknown[]
  resolve(rows: unknown[]): void
  reject(error: unknown): void
}

/**
 * A manager like another whose statements are cancelled in the database once the signal says so: they reject with its reason, and
 * nobody reads for nothing. It is for statements alone, not for transactions, and gives the rows of what only reads.
 * @param together whether statements that are begun at the same time go to the database over one connection, one after the other: of
 * those that are as quick as looking up rows by their ids, to wake as many backends takes longer than all else
 */
export function abortable(manager: EntityManager, signal: AbortSignal, { together = false } = {}): EntityManager {
  const running = new Set<() => void>()
  signal.addEventListener(
    'abort',
    () => {
      for (const cancel of running) cancel()
    },
    { once: true },
  )
  const { connection } = manager
  const pool = (connection.driver as unknown as { master: pg.Pool }).master
  let open: Statement[] | null = null

  /** A runner of TypeORM's would do the same for each statement, and much that is for transactions and listeners. */
  async function send(batch: Statement[]): Promise<void> {
    try {
      const client = await pool.connect()
      open = null
      try {
        await ask(client, batch)
      } finally {
        client.release()
      }
    } catch (error) {
      open = null
      for (const { reject } of batch) reject(error)
    }
  }

  async function ask(client: pg.PoolClient, batch: readonly Statement[]): Promise<void> {
    signal.throwIfAborted()
    // A connection that breaks tells its statements; who hears nothing else of it must not end the process.
    if (client.listenerCount('error') === 0) client.on('error', () => {})
    let left = batch.length
    let cancelled: Promise<void> | undefined
    const cancel = () => {
      cancelled = cancelled ?? cancelAll(client as unknown as Backend, () => left > 0)
    }
    running.add(cancel)
    const { stream } = (client as unknown as { connection: pg.Connection }).connection
    stream.cork()
    const asked = batch.map(async ({ sql, parameters, resolve, reject }) => {
      connection.logger.logQuery(sql, parameters)
      try {
        resolve((await client.query(sql, parameters)).rows)
      } catch (error) {
        reject(signal.aborted ? signal.reason : new QueryFailedError(sql, parameters, error as Error))
      }
      left--
    })
    stream.uncork()
    await Promise.all(asked)
    running.delete(cancel)
    // Else the connection could be another's by the time at which its statement is cancelled.
    if (cancelled !== undefined) await cancelled
  }

  const query = (sql: string, parameters: unknown[]): Promise<unknown[]> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const statement = { sql, parameters, resolve, reject }
      if (together && open !== null && open.length < MOST_TOGETHER) return void open.push(statement)
      open = [statement]
      void send(open)
    })
  return Object.assign(Object.create(manager) as EntityManager, { query })
}

async function cancelAll(backend: Backend, isRunning: () => boolean): Promise<void> {
  while (isRunning()) {
    await cancelStatement(backend)
    if (isRunning()) await new Promise((resolve) => setTimeout(resolve, SAY_AGAIN_MS))
  }
}
