import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { DataSource } from 'typeorm'
import { feedAddress } from '../../src/ingestion/schedule/feed-address.ts'
import { type Random, seededRandom } from '../../src/sample/seeded-random.ts'
import { connect, migrate } from '../../src/stores/database.ts'
import { ScheduleStore } from '../../src/stores/schedule-store.ts'
import { OwnPostgres } from './own-postgres.ts'
import { eventually } from './sila-process.ts'
import { rss, type StubItem, StubOrigin } from './stub-origin.ts'

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** When the first items were published: the same at every poll, or each would say something else each time. */
const FIRST_AT = Date.now() - 3_600_000

/** How much of it, and how rough. */
export interface IngestChaosOptions {
  feeds: number
  hosts: number
  processes: number
  leaseMs: number
  /** Ingesters killed with SIGKILL, at random moments. */
  kills: number
  /** How long the database is away, and a process stands still. */
  awayMs: number
  stalledMs: number
  /** How long everything may take to settle at the end. */
  patienceMs: number
}

/** What was seen. */
export interface IngestChaosReport {
  /** Items that the publishers showed, and those in the record. */
  items: number
  articles: number
  events: number
  outcomes: Record<string, number>
  kills: number
  restarts: number
  cuts: number
  polls: number
  mostAtOnce: number
  leaseLost: number
  /** Leases of dead processes, and how long they still ran. */
  leftLeases: number
  leasesFreeMs: number
  zombieTold: boolean
  seconds: number
}

/** A process that is started again whenever it ends. */
class Supervised {
  child!: ChildProcess
  told = ''
  #isOver = false
  #from = 0
  onStart: () => void = () => {}

  constructor(private readonly args: readonly string[]) {
    this.#start()
  }

  /** Whether it has begun to work since it was last started. */
  get isUp(): boolean {
    return this.told.includes('feed.polled', this.#from)
  }

  #start(): void {
    this.#from = this.told.length
    this.child = spawn(process.execPath, [...this.args], { stdio: ['ignore', 'ignore', 'pipe'] })
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.told += text
    })
    this.child.on('close', () => {
      setTimeout(() => {
        if (!this.#isOver) this.#start()
      }, 100)
    })
  }

  kill(): void {
    this.#from = this.told.length
    this.child.kill('SIGKILL')
  }

  async end(): Promise<void> {
    this.#isOver = true
    const ended = new Promise((resolve) => this.child.on('close', resolve))
    this.child.kill('SIGKILL')
    if (this.child.exitCode === null && this.child.signalCode === null) await ended
  }
}

/** Polls a thousand publishers from several processes while processes and database die, stall and come back. */
export class IngestChaos {
  readonly #random: Random = seededRandom('ingest chaos')
  readonly #ingesters: Supervised[] = []
  /** Items that each publisher shows. */
  #round = 1
  #restarts = 0
  #cuts = 0

  private constructor(
    private readonly options: IngestChaosOptions,
    private readonly postgres: OwnPostgres,
    private readonly database: DataSource,
    private readonly origin: StubOrigin,
  ) {}

  static async run(options: IngestChaosOptions): Promise<IngestChaosReport> {
    const postgres = await OwnPostgres.start()
    const database = await connect(postgres.url, { poolSize: 4, applicationName: 'observer' })
    const origin = await StubOrigin.open()
    const chaos = new IngestChaos(options, postgres, database, origin)
    try {
      return await chaos.#run()
    } finally {
      await Promise.all(chaos.#ingesters.map((process) => process.end()))
      await origin.close()
      await database.destroy()
      await postgres.close()
    }
  }

  async #run(): Promise<IngestChaosReport> {
    const { options, database } = this
    const began = Date.now()
    await migrate(database)
    await this.#publish()
    const desk = new Supervised([script('desk-process.js'), this.postgres.url, '8000'])
    for (let index = 0; index < options.processes; index++) this.#ingesters.push(this.#startIngester())
    try {
      const zombieTold = await this.#break()
      const { left, freeMs } = await this.#killAll()
      for (let index = 0; index < options.processes; index++) this.#ingesters.push(this.#startIngester())
      await this.#showMore()
      const items = options.feeds * this.#round
      const count = async () => (await this.#ask('select count(*)::int as n from article')).n as number
      const settled = async () =>
        (await count()) >= items && (await this.#ask('select count(*)::int as n from inbox')).n === 0
      await eventually(settled, options.patienceMs).catch(() => {})
      // Something delivered twice would come now.
      await sleep(3_000)
      const told = this.#ingesters.map((process) => process.told).join('') + this.#toldBefore
      return {
        items,
        articles: await count(),
        events: (await this.#ask(`select count(*)::int as n from change where type = 'ARTICLE_INGESTED'`)).n,
        outcomes: await this.#outcomes(),
        kills: options.kills,
        restarts: this.#restarts,
        cuts: this.#cuts,
        polls: this.origin.requests.length,
        mostAtOnce: Math.max(...this.origin.mostAtOnce.values()),
        leaseLost: told.split('feed.lease-lost').length - 1,
        leftLeases: left,
        leasesFreeMs: freeMs,
        zombieTold,
        seconds: Math.round((Date.now() - began) / 1000),
      }
    } finally {
      await desk.end()
    }
  }

  #toldBefore = ''

  #startIngester(): Supervised {
    return new Supervised([script('ingester-process.js'), this.postgres.url, String(this.options.leaseMs)])
  }

  async #publish(): Promise<void> {
    const { feeds, hosts } = this.options
    const hostOf = (number: number) => `site-${number % hosts}.example`
    const random = seededRandom('delays')
    for (let host = 0; host < hosts; host++) {
      this.origin.on(hostOf(host), ({ path, etag }) => {
        const delayMs = 20 + random() * 300
        const version = `"${this.#round}"`
        if (etag === version) return { status: 304, delayMs }
        return { body: rss(path, this.#itemsOf(path)), headers: { etag: version }, delayMs }
      })
    }
    await this.database.query(
      `insert into source (slug, name, profile) values ('publishers', 'publishers', '{"fullText": "NEVER"}')`,
    )
    const rows = Array.from(
      { length: feeds },
      (_, number) => feedAddress(this.origin.url(hostOf(number), `/${number}`))!,
    )
    await this.database.query(
      `insert into feed (source_id, url, url_key, host)
       select s.id, f.url, f."urlKey", f.host from source s, jsonb_to_recordset($1::jsonb) as f (url text, "urlKey" text, host text)
        where s.slug = 'publishers'`,
      [JSON.stringify(rows)],
    )
  }

  #itemsOf(path: string): StubItem[] {
    return Array.from({ length: this.#round }, (_, place) => {
      const name = `${path.slice(1)}-${place}`
      const random = seededRandom(name)
      const words = Array.from({ length: 6 }, () => `كلمة${Math.floor(random() * 9_000)}`).join(' ')
      const url = `https://publisher.example/${name}`
      return {
        guid: name,
        title: `خبر ${name} ${words}`,
        url,
        text: words,
        at: new Date(FIRST_AT + 60_000 * place),
      }
    })
  }

  /** Every publisher has one item more, and all feeds are due again. */
  async #showMore(): Promise<void> {
    this.#round++
    const ids: { id: string }[] = await this.database.query('select id from feed')
    await new ScheduleStore(this.database.manager).refresh(ids.map(({ id }) => id))
  }

  /** Everything that can happen, one after the other, with kills all the time. */
  async #break(): Promise<boolean> {
    const { kills, awayMs } = this.options
    const at = (share: number) => Math.round(kills * share)
    const incidents = new Map<number, () => Promise<void>>([
      [at(0.15), () => this.#restart('fast', 0)],
      [at(0.25), () => this.#cut()],
      [at(0.35), () => this.#restart('immediate', 0)],
      [at(0.5), () => this.#showMore()],
      [at(0.6), () => this.#cut()],
      [at(0.7), () => this.#restart('fast', awayMs)],
      [at(0.85), () => this.#showMore()],
    ])
    const zombie = this.#stall()
    for (let kill = 0; kill < kills; kill++) {
      const up = () => this.#ingesters.slice(1).filter(({ isUp }) => isUp)
      // Only what works can be killed in the middle of its work.
      if (!(await eventually(async () => up().length >= 2, 20_000).catch(() => false))) await this.#showMore()
      await sleep(this.#random() * 1_000)
      const victims = up()
      victims[Math.floor(this.#random() * victims.length)]?.kill()
      await incidents.get(kill)?.()
    }
    return await zombie
  }

  /** Stops the first process in the middle of its work for longer than its leases run; gives whether it was told so. */
  async #stall(): Promise<boolean> {
    const zombie = this.#ingesters[0]!
    await eventually(async () => zombie.told.includes('feed.polled'), 120_000)
    zombie.child.kill('SIGSTOP')
    await sleep(this.options.stalledMs)
    const from = zombie.told.length
    zombie.child.kill('SIGCONT')
    const told = () => zombie.told.slice(from)
    return await eventually(async () => told().includes('feed.lease-lost'), 30_000).catch(() => false)
  }

  async #restart(manner: 'fast' | 'immediate', awayMs: number): Promise<void> {
    await this.postgres.stop(manner)
    await sleep(awayMs)
    await this.postgres.begin()
    this.#restarts++
  }

  async #cut(): Promise<void> {
    const { n } = await this.#ask(
      `select count(pg_terminate_backend(pid))::int as n from pg_stat_activity where application_name like 'sila%'`,
    )
    this.#cuts += n
  }

  /** Kills all at once in the middle of their work; gives how many leases they left and how long these still ran. */
  async #killAll(): Promise<{ left: number; freeMs: number }> {
    const leased = `select count(*)::int as n from feed where lease_until > clock_timestamp()`
    await this.#showMore()
    await eventually(async () => (await this.#ask(leased)).n >= 5, 60_000).catch(() => {})
    await Promise.all(this.#ingesters.map((process) => process.end()))
    const from = Date.now()
    const left = (await this.#ask(leased)).n
    await eventually(async () => (await this.#ask(leased)).n === 0, this.options.leaseMs + 30_000)
    this.#toldBefore += this.#ingesters
      .splice(0)
      .map(({ told }) => told)
      .join('')
    return { left, freeMs: Date.now() - from }
  }

  async #ask(sql: string): Promise<{ n: number }> {
    return (await this.database.query(sql))[0]
  }

  async #outcomes(): Promise<Record<string, number>> {
    const rows: { outcome: string; n: number }[] = await this.database.query(
      'select outcome, count(*)::int as n from outcome group by outcome',
    )
    return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]))
  }
}
