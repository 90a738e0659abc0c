import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import WebSocket from 'ws'
import { SilaClient } from '../../client/src/index.ts'
import { pendingMigrations } from '../../src/stores/database.ts'
import { Balancer } from '../support/balancer.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { ask, eventually, freePort } from '../support/sila-process.ts'
import { question, steadyLoad } from '../support/steady-load.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ADMIN_KEY = 'the-admin-key-of-the-upgrade'
const PER_SECOND = 50
const SUBSCRIBERS = 10
/** How long each state of the deployment is looked at. */
const LOOK_MS = 4_000
const AS_ADMIN = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' }

/** Releases that answer nobody any more once their sockets are gone: docs/upgrading.md says to take them out of the balancer first. */
const CLOSES_TOO_SOON = /^0\.1\.0\./

/** The newest release that is kept: the one before what is in the tree. */
const release = readdirSync(join(ROOT, 'docs/releases'))
  .filter((name) => name.endsWith('.tgz'))
  .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  .at(-1)!

let folder: string
let own: TestDatabase
let balancer: Balancer
const processes: ReturnType<typeof spawn>[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sila-upgrade-'))
  execFileSync('tar', ['xzf', join(ROOT, 'docs/releases', release), '-C', folder])
  execFileSync('npm', ['install', '--omit=dev', '--ignore-scripts'], { cwd: join(folder, 'package'), stdio: 'inherit' })
  own = await openTestDatabase({ migrated: false })
  balancer = await Balancer.start()
}, 300_000)
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL')
  await balancer.close()
  await own.close()
  rmSync(folder, { recursive: true, force: true })
})

const bin = { old: () => join(folder, 'package/bin/sila.js'), now: () => join(ROOT, 'bin/sila.js') }
const settings = (port = 0) => ({
  PATH: process.env.PATH!,
  HOME: process.env.HOME!,
  DATABASE_URL: own.url,
  SILA_DATA_DIR: join(folder, 'data'),
  SILA_ADMIN_KEY: ADMIN_KEY,
  SILA_SECRET: 'a secret that both of the versions have',
  SILA_PORT: String(port),
  SILA_DRAIN: '5s',
})

/** Starts a node with all its roles, and takes it in. */
async function start(version: 'old' | 'now') {
  const port = await freePort()
  const child = spawn(process.execPath, [bin[version](), 'serve'], {
    env: settings(port),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  processes.push(child)
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 60_000)
  await balancer.add(port)
  return {
    port,
    /** As its supervisor ends it: SIGTERM and nothing else, but for a version that closes before balancers have noticed. */
    async stop(): Promise<number | null> {
      if (version === 'old' && CLOSES_TOO_SOON.test(release)) balancer.remove(port)
      child.kill('SIGTERM')
      const code = await ended
      balancer.remove(port)
      return code
    },
  }
}
const migrate = (...args: string[]) =>
  execFileSync(process.execPath, [bin.now(), 'migrate', ...args], { env: settings(), encoding: 'utf8' })

/** What is asked again and again: lists, single things, search, feeds, and one article in ten that is pushed. */
const questions = (url: string, id: string) => {
  const post = (query: string) =>
    question(url, () => ({ path: '/graphql', method: 'POST', headers: AS_ADMIN, body: JSON.stringify({ query }) }))
  const list = post('{ articles(first: 10) { nodes { id title source { name } readAlso { headline } } liveCursor } }')
  const one = post(`{ article(id: "${id}") { title similar { headline } tags { name } } viewer { scopes } }`)
  const found = post(
    '{ search(query: "الميناء", first: 5) { totalCount edges { node { title } } } sources(first: 5) { nodes { slug } } }',
  )
  const got = question(url, () => ({
    path: `/graphql?query=${encodeURIComponent('{ tags(first: 5) { nodes { name } } }')}`,
  }))
  const feed = question(url, () => ({ path: '/feeds/articles.json?first=5' }))
  const push = question(url, (turn) => ({
    path: '/ingest',
    method: 'POST',
    headers: { ...AS_ADMIN, 'idempotency-key': `push-${turn}` },
    body: JSON.stringify({
      source: 'marfa',
      articles: [
        {
          title: `خبر من الميناء رقم ${turn}`,
          url: `https://marfa.example/${turn}`,
          text: `نص الخبر رقم ${turn} من الميناء.`,
        },
      ],
    }),
  }))
  return [list, one, found, got, feed, list, one, found, got, push]
}

/** Follows what comes in, and gives the titles in their order. */
function follow(url: string, after: string): { titles: string[]; close(): void } {
  const client = new SilaClient({ url: `${url}/graphql`, key: ADMIN_KEY, webSocketImpl: WebSocket })
  const titles: string[] = []
  const events = client.subscribe<{ articleIngested: { article: { title: string } } }>(
    'subscription ($after: ChangeCursor) { articleIngested(after: $after, filter: { sources: ["marfa"] }) { cursor article { title } } }',
    { variables: { after } },
  )
  void (async () => {
    for await (const { data } of events) titles.push(data!.articleIngested.article.title)
  })().catch(() => {})
  return { titles, close: () => client.close() }
}

it(`is upgraded from ${release} and taken back while ${PER_SECOND} requests come in a second: none fails, and no event is lost`, async () => {
  const old = await start('old')
  await own.db.query(`insert into source (slug, name) values ('marfa', 'مرفأ')`)
  const pending = await pendingMigrations(own.db)
  const { articles } = await eventually(async () => {
    const data = await ask(balancer.url, '{ articles(first: 1) { liveCursor nodes { id } } }')
    return data.articles.nodes.length > 0 && data
  }, 30_000)
  const load = steadyLoad(PER_SECOND, questions(balancer.url, articles.nodes[0].id))
  const subscribers = Array.from({ length: SUBSCRIBERS }, () => follow(balancer.url, articles.liveCursor))
  const counts: Record<string, number> = {}
  const look = async (state: string) => {
    await sleep(LOOK_MS)
    counts[state] = load.report.asked
  }
  await look('old')
  // Up: the schema first, then a node of the new version, then the old one goes.
  migrate()
  expect(await pendingMigrations(own.db)).toEqual([])
  await look('old on the new schema')
  const now = await start('now')
  await look('both')
  expect(await old.stop()).toBe(0)
  await look('new')
  // And down again: the old version on the new schema, then the schema.
  const back = await start('old')
  await look('both again')
  expect(await now.stop()).toBe(0)
  await look('old again')
  for (const _ of pending) migrate('--down')
  expect(await pendingMigrations(own.db)).toEqual(pending)
  await look('old on the old schema')
  const { asked, failures, longestMs } = await load.end()
  console.log(
    JSON.stringify({
      claim: `upgrade from ${release}`,
      migrations: pending,
      asked,
      failed: failures.length,
      longestMs: Math.round(longestMs),
      counts,
    }),
  )
  expect(failures).toEqual([])

  const pushed = (
    await own.db.query(
      `select title from article where source_id = (select id from source where slug = 'marfa') order by ingested_position`,
    )
  ).map(({ title }: { title: string }) => title)
  expect(pushed.length).toBe(Math.floor(asked / 10))
  for (const { titles } of subscribers) {
    await eventually(async () => titles.length >= pushed.length, 20_000).catch(() => {})
    expect(titles).toEqual(pushed)
  }
  for (const { close } of subscribers) close()
  expect(await back.stop()).toBe(0)
}, 300_000)
