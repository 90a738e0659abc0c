import type { DataSource } from 'typeorm'

/** Runs something, and gives its result with the statements that it sent to the database. */
export async function countStatements<T>(
  db: DataSource,
  work: () => Promise<T>,
): Promise<{ result: T; statements: string[] }> {
  const statements: string[] = []
  const { logger } = db
  db.logger = Object.assign(Object.create(logger), { logQuery: (sql: string) => void statements.push(sql) })
  try {
    return { result: await work(), statements }
  } finally {
    db.logger = logger
  }
}
