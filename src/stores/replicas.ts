import { setTimeout as sleep } from 'node:timers/promises'
import type { DataSource, EntityManager } from 'typeorm'
import { connect } from './database.ts'
import { type RecordVersion, readRecordVersion } from './record-version.ts'

/** While somebody reads, replicas are looked at so often, and sooner where one is behind. */
const LOOK_EVERY_MS = 250
/** A replica that was not seen well for so long is not read. */
const TRUSTED_MS = 1_000
/** Who goes on from a place of the log waits so long for a replica that is behind it, and looks so often. */
const PATIENCE_MS = 300
const LOOK_AGAIN_MS = 10

type Log = { warn(fields: object, event: string): void }

/** One copy of the database, as far as it is known. */
class Replica {
  #database: DataSource | null = null
  #version: RecordVersion | null = null
  #lookedAt = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | null = null
  #isWell = true

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly now: () => number,
    private readonly log: Log,
  ) {}

  /** What reads there, where it is well and has come so far as `least`. */
  managerFor(least: RecordVersion): EntityManager | null {
    const age = this.now() - this.#lookedAt
    const isThere = this.#version !== null && hasReached(this.#version, least)
    if (age > LOOK_EVERY_MS || !isThere) void this.look()
    return isThere && age <= TRUSTED_MS ? this.#database!.manager : null
  }

  /** Whether it is well, and will have come so far as `least` before long. */
  isBehind(least: RecordVersion): boolean {
    return this.#version?.epoch === least.epoch && !hasReached(this.#version, least)
  }

  /** Says that a statement failed there: it is not read until it was seen well again. */
  failed(error: unknown): void {
    this.#version = null
    this.#tell(error)
  }

  /** Its name, and how far it had come when it was seen last; null where it is not well. */
  get seen(): { name: string; version: RecordVersion | null } {
    return { name: this.name, version: this.#version }
  }

  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  async close(): Promise<void> {
    await this.#looking
    await this.#database?.destroy()
  }

  async #look(): Promise<void> {
    const begun = this.now()
    try {
      this.#database ??= await connect(this.url, { prepares: true, applicationName: 'sila reader' })
      this.#version = await readRecordVersion(this.#database.manager)
      this.#isWell = true
    } catch (error) {
      this.#version = null
      this.#tell(error)
    }
    this.#lookedAt = begun
  }

  /** Once, until it is well again. */
  #tell(error: unknown): void {
    if (this.#isWell) this.log.warn({ replica: this.name, error: String(error) }, 'replica.unwell')
    this.#isWell = false
  }
}

/** What reads of a replica, and who is told where that fails. */
export interface ReplicaRead {
  manager: EntityManager
  failed(error: unknown): void
}

/**
 * Copies of the database that reads are spread over. One is read only where it has come as far as the reader knows the record to be: so
 * what is read there is never older than what was answered before from the same node, nor than what it keeps.
 */
export class Replicas {
  readonly #replicas: readonly Replica[]
  #next = 0

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    urls: readonly string[],
    private readonly now: () => number,
    log: Log,
  ) {
    this.#replicas = urls.map((url, index) => new Replica(url, `replica ${index + 1}`, now, log))
  }

  /** One that can be read, in turn; null where there is none now, and the database itself is to be read. */
  pick(least: RecordVersion): ReplicaRead | null {
    for (let tried = 0; tried < this.#replicas.length; tried++) {
      const replica = this.#replicas[this.#next++ % this.#replicas.length]!
      const manager = replica.managerFor(least)
      if (manager !== null) return { manager, failed: (error) => replica.failed(error) }
    }
    return null
  }

  /** How far each is now. */
  async seen(): Promise<{ name: string; version: RecordVersion | null }[]> {
    await Promise.all(this.#replicas.map((replica) => replica.look()))
    return this.#replicas.map(({ seen }) => seen)
  }

  /** As `pick`, but waits a moment where one is on its way. */
  async reached(least: RecordVersion): Promise<ReplicaRead | null> {
    for (const end = this.now() + PATIENCE_MS; ; await sleep(LOOK_AGAIN_MS)) {
      const read = this.pick(least)
      const isOnTheWay = this.#replicas.some((replica) => replica.isBehind(least))
      if (read !== null || !isOnTheWay || this.now() >= end) return read
    }
  }

  async close(): Promise<void> {
    for (const replica of this.#replicas) await replica.close()
  }
}

const hasReached = (version: RecordVersion, least: RecordVersion): boolean =>
  version.epoch === least.epoch && version.position >= least.position && version.edition >= least.edition
