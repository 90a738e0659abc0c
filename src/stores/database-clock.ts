import type { DataSource } from 'typeorm'
import { type Clock, realSleep } from '../ops/clock.ts'
import { select } from './database.ts'

/** How often the difference to the database is measured anew. */
const MEASURED_EVERY_MS = 30_000

/**
 * The database's clock, which all processes share, carried on between measurements by a clock of this one that nobody sets:
 * a host whose time is wrong or jumps polls nothing too early.
 */
export class DatabaseClock implements Clock {
  /** Milliseconds since the epoch by the database when this process's counter stood at zero. */
  #zero: number
  readonly #timer: NodeJS.Timeout

  private constructor(
    private readonly database: DataSource,
    zero: number,
  ) {
    this.#zero = zero
    this.#timer = setInterval(() => void this.#measure(), MEASURED_EVERY_MS)
    this.#timer.unref()
  }

  /** A clock that is set; asks the database, so that it must be there. */
  static async open(database: DataSource): Promise<DatabaseClock> {
    return new DatabaseClock(database, await measure(database))
  }

  now(): Date {
    return new Date(Math.floor(this.#zero + performance.now()))
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await realSleep(milliseconds, signal)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #measure(): Promise<void> {
    // While the database is away the last measurement stands.
    this.#zero = await measure(this.database).catch(() => this.#zero)
  }
}

async function measure(database: DataSource): Promise<number> {
  const [row] = await select<{ at: number }>(
    database.manager,
    'select extract(epoch from clock_timestamp())::float8 * 1000 as at',
  )
  // As of the answer's arrival: late by its way back, and a late clock asks for nothing too early.
  return row!.at - performance.now()
}
