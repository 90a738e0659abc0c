import { createHash } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { type Figure, figure, type Measurement } from '../eval/measure.ts'
import { registrarOf } from '../src/app/open-documents.ts'
import { RESOLVERS } from '../src/resolvers/index.ts'
import { buildGraphqlSchema } from '../src/schema/build.ts'
import { KeyStore } from '../src/stores/key-store.ts'
import { PartnerStore } from '../src/stores/partner-store.ts'
import { SUBSCRIPTIONS } from '../src/subscriptions/index.ts'
import { benchArticles } from './articles.ts'
import type { BenchOptions } from './bench-options.ts'
import { GatewaySide } from './gateway-side.ts'
import { median } from './read-compared.ts'
import { PAGE } from './read-questions.ts'
import { openReadBench } from './read-store.ts'

/** Articles that are varied, and those that the store is to have. */
const BASE = 1_000
const SIZE = 10_000
const ROUNDS = 7
const WARM_ROUNDS = 2
const COUNT = 6_000
const LOAD = { connections: 32, warm: 500, count: COUNT }
const PARTNER = 'gateway bench'
const PARTNERS = 100
const DOCUMENTS = 10_000

/** A home page of some 3 kB: sections of one kind after the other, as front ends write them. */
const SECTIONS = Array.from(
  { length: 8 },
  (_, index) => `
  section${index}: articles(first: ${2 + index}, after: $after, filter: { publishedBefore: "2025-0${index + 1}-15T00:00:00Z" }) {
    nodes {
      id url title excerpt language direction publishedAt observedAt isLate
      source { id slug name country language homepage }
      tags { id slug name kind }
      image { url alt }
      authors
    }
    pageInfo { hasNextPage endCursor }
  }`,
)
const HOME = `query Home($after: Cursor) {${SECTIONS.join('')}\n}`

const idOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`
const pathOf = (text: string): string => `/gateway?documentId=${encodeURIComponent(idOf(text))}`

/** Reading by documents of partners, from a store of ten thousand articles. */
export async function measureGateway({ articles: file, articlesCount, say }: BenchOptions): Promise<Measurement> {
  const store = await openReadBench(await benchArticles(file, BASE), articlesCount ?? SIZE, say)
  const sides: GatewaySide[] = []
  try {
    const key = await register(store.db)
    const ours = await GatewaySide.open('ours', { url: store.url }, key)
    sides.push(ours)
    const answer = await ours.answer(pathOf(PAGE))
    const fastify = await GatewaySide.open('bytes', { text: answer.text }, key)
    sides.push(fastify)
    say(`a document of ${HOME.length} characters, an answer of ${answer.text.length}`)
    const figures = [
      ...(await byId(ours, say)),
      ...(await repeated(ours, fastify, say)),
      ...(await unchanged(ours, store.db, answer.etag, say)),
    ]
    say(`${DOCUMENTS} documents of ${PARTNERS} partners are registered`)
    await registerMany(store.db)
    const many = await GatewaySide.open('ours', { url: store.url }, key)
    sides.push(many)
    await many.answer(pathOf(PAGE))
    figures.push(...(await beside(many, ours, say)))
    figures.push(figure(`start-up with ${DOCUMENTS} documents`, many.startedIn / 1_000, { unit: 's', atMost: 3 }))
    return { name: 'gateway', figures }
  } finally {
    for (const side of sides) side.close()
    await store.db.query('delete from partner where name like $1', [`${PARTNER}%`]).catch(() => {})
    await store.close()
  }
}

/** The partner who asks, with the two documents; gives a key of his. */
async function register({ manager, ...database }: DataSource): Promise<string> {
  await manager.query('delete from partner where name like $1', [`${PARTNER}%`])
  const { id } = (await new PartnerStore(manager).create(PARTNER, 'LOG'))!
  const schema = buildGraphqlSchema([...RESOLVERS, ...SUBSCRIPTIONS])
  const registrar = registrarOf({ ...database, manager }, { schema, maxCost: 25_000 })
  const manifest = JSON.stringify(Object.fromEntries([HOME, PAGE].map((text) => [idOf(text), text])))
  const { userErrors } = await registrar.publish(id, { app: 'web', version: '1', manifest })
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors))
  const terms = { partner: PARTNER, scopes: ['READ' as const], signing: false, lifetimeSeconds: null }
  return (await new KeyStore(manager).create(terms)).token
}

/** Rows as a publication makes them. No node is told: one that runs does not know them. */
async function registerMany({ manager }: DataSource): Promise<void> {
  await manager.query(
    `with one as (select d.* from document d join partner p on p.id = d.partner_id where p.name = $1 and d.text = $2),
          owners as (insert into partner (name, mode) select $1 || ' ' || n, 'ENFORCE' from generate_series(1, $3::int) n returning id),
          apps as (insert into app (partner_id, name) select id, 'web' from owners returning id, partner_id),
          versions as (insert into app_version (app_id, name, state) select id, '1', 'ACTIVE' from apps returning id, app_id),
          documents as (insert into document (partner_id, name, sha256, text, operations, schema_sha256)
            select o.id, 'd' || n, md5(o.id || ' ' || n), '# ' || n || E'\\n' || one.text, one.operations, one.schema_sha256
              from one cross join owners o cross join generate_series(1, $4::int) n returning id, partner_id)
     insert into version_document (version_id, document_id)
       select v.id, d.id from documents d join apps a on a.partner_id = d.partner_id join versions v on v.app_id = a.id`,
    [PARTNER, HOME, PARTNERS, DOCUMENTS / PARTNERS],
  )
}

/** The same operation by its id and as a text, sent by the same partner. */
async function byId(ours: GatewaySide, say: (text: string) => void): Promise<Figure[]> {
  const text = { path: '/graphql', body: JSON.stringify({ query: HOME, operationName: 'Home', variables: {} }) }
  const id = {
    path: '/gateway',
    body: JSON.stringify({ documentId: idOf(HOME), operationName: 'Home', variables: {} }),
  }
  return await compared('by id to text', say, {
    ours: () => ours.round({ ...LOAD, requests: [id] }),
    theirs: () => ours.round({ ...LOAD, requests: [text] }),
    baseline: 'the same operation as a text, by POST',
    atLeast: 1.2,
  })
}

async function repeated(ours: GatewaySide, fastify: GatewaySide, say: (text: string) => void): Promise<Figure[]> {
  const load = { ...LOAD, requests: [{ path: pathOf(PAGE), body: null }] }
  return await compared('repeated GET to static bytes', say, {
    ours: () => ours.round(load),
    theirs: () => fastify.round(load),
    baseline: 'the same bytes from memory by Fastify',
    atLeast: 0.8,
  })
}

/** Who has the answer already: how fast he is told so, and with how many statements. */
async function unchanged(ours: GatewaySide, db: DataSource, etag: string, say: (text: string) => void) {
  const load = { ...LOAD, requests: [{ path: pathOf(PAGE), body: null }] }
  const conditional = { ...load, headers: `if-none-match: ${etag}\r\n`, status: 304 }
  const before = await statements(db)
  const idle = await compared('304 to 200', say, {
    ours: () => ours.round(conditional),
    theirs: () => ours.round(load),
    baseline: 'the whole answer',
    atLeast: 1.5,
  })
  const sent = ((await statements(db)) - before) / (2 * (WARM_ROUNDS + ROUNDS) * (LOAD.warm + COUNT))
  // Of looking whether something changed, and of counting, there are a few a second, however many ask.
  return [...idle, figure('statements of a 304', Math.round(sent), { unit: 'statements', atMost: 0 })]
}

async function beside(many: GatewaySide, one: GatewaySide, say: (text: string) => void): Promise<Figure[]> {
  const load = { ...LOAD, requests: [{ path: pathOf(PAGE), body: null }] }
  return await compared(`${DOCUMENTS} documents to a few`, say, {
    ours: () => many.round(load),
    theirs: () => one.round(load),
    baseline: 'two documents of one partner',
    atLeast: 0.95,
  })
}

async function statements(db: DataSource): Promise<number> {
  // What is counted is told with some delay.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  const [{ count }] = await db.query(
    'select (xact_commit + xact_rollback)::float8 as count from pg_stat_database where datname = current_database()',
  )
  return count
}

type Round = Awaited<ReturnType<GatewaySide['round']>>

/** The median ratio of rounds that alternate: by the clock, and by the processor time of the servers alone. */
async function compared(
  name: string,
  say: (text: string) => void,
  sides: { ours(): Promise<Round>; theirs(): Promise<Round>; baseline: string; atLeast: number },
): Promise<Figure[]> {
  const ratios: number[] = []
  const byCpu: number[] = []
  const others: number[] = []
  // A server that has just begun is not yet what it will be.
  for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
    const own = await sides.ours()
    const other = await sides.theirs()
    if (round < 0) continue
    ratios.push(own.bySecond / other.bySecond)
    byCpu.push(own.byCpu / other.byCpu)
    others.push(other.bySecond)
    say(
      `${name}: ${own.bySecond.toFixed(0)}/s, ${other.bySecond.toFixed(0)}/s; a CPU second ` +
        `${own.byCpu.toFixed(0)}, ${other.byCpu.toFixed(0)}`,
    )
  }
  const baseline = { name: sides.baseline, value: median(others), unit: 'requests/s' }
  return [
    figure(name, median(ratios), { unit: 'ratio', atLeast: sides.atLeast, baseline }),
    figure(`${name}, of processor time`, median(byCpu), { unit: 'ratio' }),
  ]
}
