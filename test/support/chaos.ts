import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createClient } from 'graphql-ws'
import type { DataSource } from 'typeorm'
import WebSocket from 'ws'
import { ask, eventually, freePort, startSila } from './sila-process.ts'

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** How much of it, and how rough. */
export interface ChaosOptions {
  url: string
  database: DataSource
  articles: number
  deliverers: number
  subscribers: number
  desks: number
  leaseMs: number
  /** Times that the desk at work is killed, and that it is stopped until another took over. */
  kills: number
  stops: number
}

/** What was seen. */
export interface ChaosReport {
  tally: Record<string, number>
  /** Article titles in the order in which each subscriber got them. */
  received: string[][]
  resumes: number
  tokens: number
  zombies: { stopped: string; tookOver: string; wroteAfter: boolean }[]
}

interface DeskProcess {
  child: ChildProcess
  holder: string | null
}

/** Delivers from many processes at once while desks die and stall and subscribers come and go. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const desks: DeskProcess[] = Array.from({ length: options.desks }, () => startDesk(options))
  const port = await freePort()
  const api = startSila(['serve', '--roles', 'api'], {
    DATABASE_URL: options.url,
    SILA_PORT: String(port),
    SILA_ADMIN_KEY: 'chaos-admin-key-of-tests',
  })
  const server = `http://127.0.0.1:${port}`
  try {
    const start = await eventually(
      async () => (await ask(server, '{ articles(first: 1) { liveCursor } }')).articles.liveCursor as string,
      20_000,
    )
    const resumes = { count: 0 }
    const subscribers = Array.from({ length: options.subscribers }, () =>
      subscribe(server, start, options.articles, resumes),
    )
    const deliveries = Array.from({ length: options.deliverers }, (_, index) => deliver(options, index))
    const zombies = await breakDesks(options, desks, Promise.all(deliveries))
    const tallies = await Promise.all(deliveries)
    const received = await Promise.all(subscribers)
    const [{ token }] = await options.database.query('select token from desk_lease')
    return { tally: sum(tallies), received, resumes: resumes.count, tokens: Number(token), zombies }
  } finally {
    for (const { child } of desks) child.kill('SIGKILL')
    api.child.kill('SIGKILL')
    await api.ended
  }
}

function startDesk({ url, leaseMs }: ChaosOptions): DeskProcess {
  const child = spawn(process.execPath, [script('desk-process.js'), url, String(leaseMs)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const desk: DeskProcess = { child, holder: null }
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    const took = [...text.matchAll(/"holder":"([^"]+)"[^\n]*desk\.took-over/g)].at(-1)
    if (took !== undefined) desk.holder = took[1]!
  })
  return desk
}

async function breakDesks(
  options: ChaosOptions,
  desks: DeskProcess[],
  done: Promise<unknown>,
): Promise<ChaosReport['zombies']> {
  const zombies: ChaosReport['zombies'] = []
  let isDone = false
  void done.then(() => {
    isDone = true
  })
  const plan = [...Array<'kill'>(options.kills).fill('kill'), ...Array<'stop'>(options.stops).fill('stop')]
  for (const [index, blow] of shuffled(plan).entries()) {
    const admitted = ((index + 1) / (plan.length + 1)) * options.articles
    // Blows are spread over the deliveries; one that finds them all admitted still falls, and what follows must still hold.
    await eventually(async () => isDone || (await count(options.database)) >= admitted, 600_000)
    const desk = await holding(options.database, desks)
    if (blow === 'kill') {
      desk.child.kill('SIGKILL')
      desks.splice(desks.indexOf(desk), 1, startDesk(options))
      continue
    }
    const stopped = desk.holder!
    desk.child.kill('SIGSTOP')
    const tookOver = await eventually(
      async () => {
        const { holder } = await lease(options.database)
        return holder !== null && holder !== stopped && holder
      },
      options.leaseMs * 4 + 10_000,
    )
    const before = await lease(options.database)
    desk.child.kill('SIGCONT')
    await sleep(options.leaseMs / 2)
    const after = await lease(options.database)
    zombies.push({ stopped, tookOver, wroteAfter: after.holder === stopped && after.token === before.token })
  }
  return zombies
}

async function holding(database: DataSource, desks: readonly DeskProcess[]): Promise<DeskProcess> {
  return await eventually(async () => {
    const { holder } = await lease(database)
    return desks.find((desk) => desk.holder !== null && desk.holder === holder)
  }, 60_000)
}

async function deliver({ url, articles, deliverers }: ChaosOptions, index: number): Promise<Record<string, number>> {
  const share = Math.floor(articles / deliverers) + (index < articles % deliverers ? 1 : 0)
  const child = spawn(process.execPath, [script('deliverer.js'), url, `d${index}`, String(share)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`a deliverer ended with ${code}`)
  return JSON.parse(output)
}

/** Reads until it has `wanted` events, leaving at random moments and coming back with its last cursor. */
async function subscribe(server: string, start: string, wanted: number, resumes: { count: number }): Promise<string[]> {
  const titles: string[] = []
  let after = start
  while (titles.length < wanted) {
    const client = createClient({
      url: `${server.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      onNonLazyError: () => {},
    })
    const stay = 1 + Math.floor(Math.random() * Math.max(20, wanted / 6))
    let got = 0
    try {
      const query =
        'subscription ($after: ChangeCursor) { articleIngested(after: $after) { cursor article { title } } }'
      for await (const { data, errors } of client.iterate<{
        articleIngested: { cursor: string; article: { title: string } }
      }>({ query, variables: { after } })) {
        if (errors !== undefined) throw new Error(JSON.stringify(errors))
        after = data!.articleIngested.cursor
        titles.push(data!.articleIngested.article.title)
        if (++got >= stay || titles.length >= wanted) break
      }
    } finally {
      client.terminate()
      await client.dispose()
    }
    resumes.count++
  }
  return titles
}

const lease = async (database: DataSource): Promise<{ holder: string | null; token: string }> =>
  (await database.query('select holder, token from desk_lease'))[0]

const count = async (database: DataSource): Promise<number> =>
  Number((await database.query('select count(*) from article'))[0].count)

function sum(tallies: readonly Record<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const tally of tallies)
    for (const [name, value] of Object.entries(tally)) total[name] = (total[name] ?? 0) + value
  return total
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((value) => ({ value, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}
