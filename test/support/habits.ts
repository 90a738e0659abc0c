import { type Random, seededRandom } from '../../src/sample/seeded-random.ts'
import { type IngestRoom, START } from './ingest-room.ts'
import { eventually } from './sila-process.ts'
import { rss, type StubAnswer, type StubItem, type StubRequest } from './stub-origin.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Hosts on which the feeds live: a few to each. */
const HOSTS = 12
/** Items that a feed shows. */
const SHOWN = 20
/** A poll this much after its time is late. */
const LATE_MS = 30_000

/** How often they publish, and how many of a hundred do. */
const RATES = (
  [
    [10 * MINUTE, 5],
    [30 * MINUTE, 10],
    [HOUR, 20],
    [3 * HOUR, 20],
    [6 * HOUR, 20],
    [DAY, 15],
    [7 * DAY, 10],
  ] as const
).flatMap(([every, share]) => Array.from({ length: share }, () => every))
const VALIDATORS = ['strong', 'weak', 'odd', 'bare', 'date', 'both', 'none'] as const
const WISHES = ['none', 'max-age', 'aged', 'expires', 'ttl', 'sy', 'none', 'none'] as const
const TROUBLES = [
  'none',
  'moved',
  'none',
  'throttled',
  'none',
  'away',
  'none',
  'slow',
  'none',
  'failing',
  'gone',
  'garbled',
] as const

/** One publisher with its ways, which judges every request by what it said before. */
class Publisher {
  readonly shown = new Map<string, StubItem>()
  readonly #items: StubItem[] = []
  readonly #validators: (typeof VALIDATORS)[number]
  readonly #wish: (typeof WISHES)[number]
  readonly #trouble: (typeof TROUBLES)[number]
  readonly #random: Random
  #allowedAt = 0
  #sent: { etag: string | null; lastModified: string | null } = { etag: null, lastModified: null }
  #polls = 0
  published = 0
  readonly #every: number

  constructor(
    readonly number: number,
    readonly days: number,
    private readonly log: WeekReport,
  ) {
    this.#random = seededRandom(`publisher ${number}`)
    this.#validators = VALIDATORS[number % VALIDATORS.length]!
    this.#wish = WISHES[Math.floor(number / 3) % WISHES.length]!
    this.#trouble = TROUBLES[Math.floor(number / 5) % TROUBLES.length]!
    const every = RATES[Math.floor(this.#random() * RATES.length)]!
    this.#every = Math.min(Math.max(every, 5 * MINUTE), DAY)
    const end = START.getTime() + days * DAY
    for (let at = START.getTime() - 7 * DAY; at < end; at += every * (0.5 + this.#random())) this.#publish(at)
  }

  get host(): string {
    return `site-${this.number % HOSTS}.example`
  }

  #publish(at: number): void {
    const place = this.#items.length
    const name = `${this.number}-${place}`
    const words = Array.from({ length: 6 }, () => `كلمة${Math.floor(this.#random() * 5_000)}`).join(' ')
    const url = `https://${this.host}/article/${name}`
    this.#items.push({ guid: `guid-${name}`, title: `خبر ${name} ${words}`, url, text: words, at: new Date(at) })
    if (at >= START.getTime()) this.published++
  }

  answer(request: StubRequest): StubAnswer {
    const isMoved = this.#trouble === 'moved'
    if (isMoved && request.path === `/feed/${this.number}`) {
      return { status: 301, headers: { location: `/moved/${this.number}` } }
    }
    this.log.polls++
    this.#judge(request)
    const poll = this.#polls++
    const day = (request.at - START.getTime()) / DAY
    const tenth = this.days / 10
    if (this.#trouble === 'gone' && day > 5 * tenth) return { status: 410 }
    if (this.#trouble === 'failing' && day > 2 * tenth && day < 4 * tenth) return { status: 500 }
    if (this.#trouble === 'throttled' && poll % 5 === 4) return this.#later(429, request, '5400')
    if (this.#trouble === 'away' && poll % 7 === 6) {
      return this.#later(503, request, new Date(request.at + 5_400_000).toUTCString())
    }
    // Never saved: it cannot be read. The first body always can.
    if (this.#trouble === 'garbled' && poll % 6 === 5) return { body: 'oops', headers: { etag: '"oops"' } }
    // The first answers are slow: all feeds are due at once then, and what a host is asked at once can be counted.
    const isSlow = poll === 0 || this.#trouble === 'slow'
    return { ...this.#content(request), ...(isSlow ? { delayMs: 30 } : {}) }
  }

  #judge({ at, etag, lastModified, path }: StubRequest): void {
    const about = `${path} (${this.#validators}, ${this.#wish}, ${this.#trouble}) at ${new Date(at).toISOString()}`
    if (at < this.#allowedAt) this.log.early.push(`${about}, ${this.#allowedAt - at} ms early`)
    const had = this.#sent.etag !== null || this.#sent.lastModified !== null
    if (had && etag === null && lastModified === null) this.log.unconditional.push(about)
    if (etag !== null || lastModified !== null) this.log.conditional++
    if (
      (etag ?? this.#sent.etag) !== this.#sent.etag ||
      (lastModified ?? this.#sent.lastModified) !== this.#sent.lastModified
    ) {
      this.log.foreign.push(`${about}: ${etag} ${lastModified}`)
    }
  }

  #later(status: number, { at }: StubRequest, value: string): StubAnswer {
    this.#allowedAt = Math.max(this.#allowedAt, at + 5_400_000)
    return { status, headers: { 'retry-after': value } }
  }

  #content({ at, etag, lastModified }: StubRequest): StubAnswer {
    const until = this.#items.findIndex((item) => item.at.getTime() > at)
    const known = until === -1 ? this.#items.length : until
    const current = this.#validatorsOf(known)
    const headers = { ...this.#wishes(at), ...(current.etag === null ? {} : { etag: current.etag }) }
    if (current.lastModified !== null) Object.assign(headers, { 'last-modified': current.lastModified })
    const isKnown =
      etag === null ? lastModified !== null && lastModified === current.lastModified : etag === current.etag
    if (isKnown) {
      this.log.notModified++
      return { status: 304, headers }
    }
    this.#sent = current
    const items = this.#items.slice(Math.max(0, known - SHOWN), known)
    const isFree = this.#wish === 'none' && (this.#trouble === 'none' || this.#trouble === 'slow')
    for (const item of items) {
      // As a share of the time from one of its items to the next.
      if (isFree && item.at >= START && !this.shown.has(item.guid)) {
        this.log.waits.push((at - item.at.getTime()) / this.#every)
      }
      this.shown.set(item.guid, item)
    }
    return {
      headers: { 'content-type': 'application/rss+xml; charset=utf-8', ...headers },
      body: rss(`${this.number}`, items, this.#channel()),
    }
  }

  #validatorsOf(version: number): { etag: string | null; lastModified: string | null } {
    const { at } = this.#items[Math.max(0, version - 1)]!
    const etags = {
      strong: `"v${version}"`,
      weak: `W/"v${version}"`,
      odd: `W/"\xe9\xa7, ${version};\x80\xff"`,
      bare: `v${version}-gzip`,
    }
    const etag =
      (etags as Record<string, string>)[this.#validators] ?? (this.#validators === 'both' ? `"b${version}"` : null)
    return { etag, lastModified: this.#validators === 'date' || this.#validators === 'both' ? at.toUTCString() : null }
  }

  /** What it asks for in this answer; from now on it minds. */
  #wishes(at: number): Record<string, string> {
    const asked = {
      'max-age': 40 * MINUTE,
      aged: 25 * MINUTE,
      expires: 90 * MINUTE,
      ttl: 120 * MINUTE,
      sy: 240 * MINUTE,
      none: 0,
    }
    this.#allowedAt = at + asked[this.#wish]
    if (this.#wish === 'max-age') return { 'cache-control': 'public, max-age=2400, must-revalidate' }
    if (this.#wish === 'aged') return { 'cache-control': 'max-age=2000', age: '500' }
    return this.#wish === 'expires' ? { expires: new Date(at + 90 * MINUTE).toUTCString() } : {}
  }

  #channel(): string {
    if (this.#wish === 'ttl') return '<ttl>120</ttl>'
    if (this.#wish !== 'sy') return ''
    const sy = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    return `<sy:updatePeriod ${sy}>daily</sy:updatePeriod><sy:updateFrequency ${sy}>6</sy:updateFrequency>`
  }
}

/** What the publishers saw. */
export interface WeekReport {
  polls: number
  conditional: number
  notModified: number
  early: string[]
  late: string[]
  unconditional: string[]
  foreign: string[]
  mostAtOnce: number
  /** How long items of publishers who ask for nothing waited, as shares of the time from one of their items to the next. */
  waits: number[]
  /** Items published within the time, those that were shown to a poll, and those of these that are not in the record. */
  items: number
  shown: number
  missing: string[]
  articles: number
}

/** Publishers of every habit. */
export class Habits {
  readonly #publishers: Publisher[]
  readonly #report: WeekReport = {
    polls: 0,
    conditional: 0,
    notModified: 0,
    early: [],
    late: [],
    unconditional: [],
    foreign: [],
    mostAtOnce: 0,
    waits: [],
    items: 0,
    shown: 0,
    missing: [],
    articles: 0,
  }

  constructor(
    private readonly room: IngestRoom,
    feeds: number,
    days: number,
  ) {
    this.#publishers = Array.from({ length: feeds }, (_, number) => new Publisher(number, days, this.#report))
  }

  /** Opens the publishers and adds their feeds. */
  async open(): Promise<void> {
    const { origin } = this.room
    for (const { host } of this.#publishers) {
      origin.on(host, (request) => {
        const [, kind, number] = request.path.split('/')
        return kind === 'feed' || kind === 'moved' ? this.#publishers[Number(number)]!.answer(request) : { status: 404 }
      })
    }
    for (const { number, host } of this.#publishers) {
      const source = { slug: `source-${number}`, profile: { fullText: 'NEVER' as const } }
      await this.room.addFeed({ url: origin.url(host, `/feed/${number}`), source })
    }
  }

  async report(): Promise<WeekReport> {
    const report = this.#report
    const isEmpty = async () => (await this.room.db.query('select 1 from inbox limit 1')).length === 0
    await eventually(isEmpty, 600_000)
    const rows: { url: string }[] = await this.room.db.query('select url from article')
    const admitted = new Set(rows.map(({ url }) => url))
    report.articles = rows.length
    for (const { shown, published } of this.#publishers) {
      report.items += published
      report.shown += shown.size
      for (const { url } of shown.values()) if (!admitted.has(url)) report.missing.push(url)
    }
    report.mostAtOnce = Math.max(...this.room.origin.mostAtOnce.values())
    report.late = this.#late()
    return report
  }

  /** Polls after their time: an item is late by no more than its feed's interval and this. */
  #late(): string[] {
    const due = new Map<string, number>()
    return this.room.events.flatMap(({ event, feedId, at, nextFetchAt }) => {
      if (event !== 'feed.polled') return []
      const planned = due.get(feedId as string)
      due.set(feedId as string, (nextFetchAt as Date).getTime())
      const by = planned === undefined ? 0 : (at as number) - planned
      return by > LATE_MS ? [`feed ${feedId}: ${by} ms late at ${new Date(at as number).toISOString()}`] : []
    })
  }
}
