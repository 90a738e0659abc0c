import type { Robots } from '../../entities/robots.ts'
import type { Clock } from '../../ops/clock.ts'
import type { Fetched } from './fetched.ts'
import type { Fetcher } from './fetcher.ts'
import { isAllowed, type RobotsText, readRobots } from './robots-text.ts'

/** The name to which robots.txt files speak. */
const TOKEN = 'Sila'
/** How long an answer holds (RFC 9309, 2.4) … */
const KEPT_MS = 24 * 3_600_000
/** … and how long the lack of one: a site is seldom in trouble for long, and its articles wait meanwhile. */
const RETRIED_MS = 300_000
/** Files that are kept read, of at most that length: the others are read at each question. */
const FILES_IN_MEMORY = 256
const LONGEST_IN_MEMORY = 50_000

/** Where robots.txt files are kept between processes and restarts. */
export interface RobotsRecords {
  read(origin: string): Promise<Robots | null>
  write(row: Robots): Promise<void>
}

/** What a site says about one of its addresses. */
export interface RobotsVerdict {
  allowed: boolean
  crawlDelaySeconds: number | null
  /** Why there is no answer, which forbids everything until there is one: a status, or a FetchFailure and its reason; left out where there is one. */
  unavailable?: string
}

type Known = { until: number; text: RobotsText | { unavailable: string } }

/** Asks sites whether a page may be fetched (RFC 9309), each site once a day. */
export class RobotsRules {
  readonly #known = new Map<string, Known>()
  /** One look-up an origin, shared by all who ask meanwhile. */
  readonly #looking = new Map<string, Promise<Known>>()

  constructor(
    private readonly records: RobotsRecords,
    private readonly fetcher: Pick<Fetcher, 'fetch'>,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Whether an http(s) address may be fetched; not, while its site cannot say. */
  async allows(address: string): Promise<RobotsVerdict> {
    const url = new URL(address)
    const { text } = await this.#rulesOf(url.origin)
    if ('unavailable' in text) return { allowed: false, crawlDelaySeconds: null, unavailable: text.unavailable }
    return { allowed: isAllowed(text, url), crawlDelaySeconds: text.crawlDelaySeconds }
  }

  async #rulesOf(origin: string): Promise<Known> {
    const known = this.#known.get(origin)
    if (known !== undefined && known.until > this.clock.now().getTime()) return known
    const looking = this.#looking.get(origin) ?? this.#look(origin).finally(() => this.#looking.delete(origin))
    this.#looking.set(origin, looking)
    return await looking
  }

  async #look(origin: string): Promise<Known> {
    const kept = await this.records.read(origin)
    const row = kept !== null && kept.expiresAt > this.clock.now() ? kept : await this.#ask(origin)
    const known = { until: row.expiresAt.getTime(), text: meaning(row) }
    if (row.body.length <= LONGEST_IN_MEMORY) {
      this.#known.delete(origin)
      this.#known.set(origin, known)
      if (this.#known.size > FILES_IN_MEMORY) this.#known.delete(this.#known.keys().next().value!)
    }
    return known
  }

  async #ask(origin: string): Promise<Robots> {
    const answer = await this.fetcher.fetch({ url: `${origin}/robots.txt`, purpose: 'robots' })
    const { status, body } = asRecorded(answer)
    const keptMs = isUnavailable(status) ? RETRIED_MS : KEPT_MS
    const row = { origin, status, body, expiresAt: new Date(this.clock.now().getTime() + keptMs) }
    await this.records.write(row)
    return row
  }
}

/** RFC 9309, 2.3.1: no such file, all may be fetched; a site in trouble, nothing may. Too many requests is trouble too. */
function isUnavailable(status: number): boolean {
  return status === 0 || status === 429 || status >= 500
}

function meaning(row: Robots): Known['text'] {
  if (isUnavailable(row.status)) return { unavailable: row.status === 0 ? row.body : `answered ${row.status}` }
  return readRobots(row.body, TOKEN)
}

function asRecorded(answer: Fetched): { status: number; body: string } {
  switch (answer.kind) {
    case 'fresh':
      // PostgreSQL keeps no NUL; a file with one is no robots.txt anyway.
      return { status: answer.status, body: new TextDecoder().decode(answer.body).replaceAll('\0', '') }
    case 'refused':
    case 'unchanged':
      return { status: answer.status, body: '' }
    case 'failed':
      // RFC 9309, 2.3.1.2: whoever redirects for ever has no such file.
      return answer.code === 'TOO_MANY_REDIRECTS'
        ? { status: 404, body: '' }
        : { status: 0, body: `${answer.code}: ${answer.reason}` }
    default:
      return answer satisfies never
  }
}
