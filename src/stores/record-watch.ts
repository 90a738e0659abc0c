import type { RecordVersion } from './record-version.ts'

/** For so long a look at the record is relied on: what is withdrawn is gone within a second of its commit, the answer's own way included. */
const TRUSTED_MS = 800
/** While somebody asks, the record is looked at so often, whether or not anything was announced. */
const LOOK_EVERY_MS = 300

/** While the record cannot be looked at, what was seen of it is good for so long to who would rather have that than nothing: as long as keys are. */
const STANDING_MS = 300_000
/** A look that takes longer has not come to anything. */
const PATIENCE_MS = 2_000

/** The version that was seen last. */
export interface StandingVersion {
  version: number
  /** How long ago. */
  ageMs: number
}

export interface RecordWatchOptions {
  read(): Promise<RecordVersion>
  /** Milliseconds of a clock that never goes back. */
  now(): number
}

/**
 * Knows in which version the record is, by looking at it: at once when something is announced, and several times a second while
 * somebody asks. What it cannot tell for certain it does not tell as `version`, so that whatever hangs on that goes without while the database is away.
 */
export class RecordWatch {
  #known: RecordVersion | undefined
  /** Counts the versions that were seen. */
  #number = 0
  /** When the last look that came to something was begun. */
  #lookedAt = Number.NEGATIVE_INFINITY
  /** Looks that began before do not count. */
  #since = Number.NEGATIVE_INFINITY
  #askedAt = Number.NEGATIVE_INFINITY
  /** When the look under way was begun. */
  #begunAt = Number.NEGATIVE_INFINITY
  #hasFailed = false
  #looking: Promise<void> | undefined
  #again = false

  constructor(private readonly options: RecordWatchOptions) {}

  /** A number that stands for the version in which the record is, another for every other; null where that is not known now. */
  get version(): number | null {
    const now = this.options.now()
    this.#askedAt = now
    if (now - this.#lookedAt > LOOK_EVERY_MS) this.#look()
    return now - this.#lookedAt <= TRUSTED_MS && this.#lookedAt >= this.#since ? this.#number : null
  }

  /**
   * The version that was seen last, while looking comes to nothing; null as long as the record can be looked at, after five minutes, and
   * after a change of which it was not seen what became.
   */
  get standing(): StandingVersion | null {
    if (this.version !== null) return null
    const now = this.options.now()
    const isAway = this.#hasFailed || (this.#looking !== undefined && now - this.#begunAt > PATIENCE_MS)
    const ageMs = now - this.#lookedAt
    return isAway && ageMs <= STANDING_MS && this.#lookedAt >= this.#since ? { version: this.#number, ageMs } : null
  }

  /** Where the log of changes ends in the version that was seen last. */
  get seen(): RecordVersion | undefined {
    return this.#known
  }

  /** Says that the record may have changed; where nobody asks, nobody looks. */
  announced(): void {
    if (this.options.now() - this.#askedAt < TRUSTED_MS) this.#look()
  }

  /** Says that it may have changed, and that nothing is to be told until it was looked at: whoever changed it asks next. */
  changed(): void {
    this.#since = this.options.now()
    this.#look()
  }

  /** The version once a look that begins now is done; null where it cannot be had. */
  async settled(): Promise<number | null> {
    this.#look()
    while (this.#looking !== undefined) await this.#looking
    return this.version
  }

  /** Looks, and once more where that is asked for meanwhile: the look under way may have begun too early. */
  #look(): void {
    if (this.#looking !== undefined) {
      this.#again = true
      return
    }
    this.#looking = this.#once().finally(() => {
      this.#looking = undefined
      if (!this.#again) return
      this.#again = false
      this.#look()
    })
  }

  async #once(): Promise<void> {
    const begun = this.options.now()
    this.#begunAt = begun
    try {
      const found = await this.options.read()
      const { epoch, position, edition } = found
      const known = this.#known
      if (known?.epoch !== epoch || known.position !== position || known.edition !== edition) this.#number++
      this.#known = found
      this.#lookedAt = begun
      this.#hasFailed = false
    } catch {
      this.#hasFailed = true
      // Nothing is known from then on; whoever asks is answered without it, and looks again.
    }
  }
}
