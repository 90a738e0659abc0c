import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTestDatabase } from './database.ts'
import { eventually, freePort, type SilaProcess, startSila } from './sila-process.ts'
import { longText, rss } from './stub-origin.ts'
import { AS_ADMIN } from './tiny-server.ts'

const FEED = rss(
  'صحيفة الرصد',
  [1, 2, 3].map((number) => ({
    guid: `w-${number}`,
    title: `خبر الرصد رقم ${number}`,
    url: `https://watch.example/${number}`,
    text: longText(`خبر ${number}`),
    at: new Date(Date.UTC(2025, 5, 3, number)),
  })),
)

/** A whole server as a process of its own, beside a publisher, for what watches over it. */
export interface WatchedNode {
  url: string
  /** Of its address for monitors. */
  monitor: string
  process: SilaProcess
  /** The values of its metrics: by name and labels as they are written. */
  metrics(): Promise<ReadonlyMap<string, number>>
  text(): Promise<string>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<any>
  /** Has it poll the publisher's feed of three items. */
  addFeed(): Promise<void>
  close(): Promise<void>
}

/** Starts all roles on a database of their own. */
export async function startWatchedNode(settings: Record<string, string> = {}): Promise<WatchedNode> {
  const own = await openTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'sila-watched-'))
  const publisher = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/rss+xml; charset=utf-8', etag: '"one"' }).end(FEED)
  })
  await new Promise<void>((resolve) => publisher.listen(0, '127.0.0.1', resolve))
  const feedHost = `127.0.0.1:${(publisher.address() as AddressInfo).port}`
  const [port, monitorPort] = [await freePort(), await freePort()]
  const [url, monitor] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${monitorPort}`]
  const process = startSila(['serve'], {
    DATABASE_URL: own.url,
    SILA_DATA_DIR: dataDir,
    SILA_PORT: String(port),
    SILA_METRICS_ADDRESS: `127.0.0.1:${monitorPort}`,
    SILA_ALLOW_PRIVATE_NETWORKS: feedHost,
    SILA_ADMIN_KEY: AS_ADMIN.authorization.slice('Bearer '.length),
    SILA_SAMPLE: 'off',
    SILA_DRAIN: '0s',
    ...settings,
  })
  const text = async () => await (await fetch(`${monitor}/metrics`)).text()
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const json = { 'content-type': 'application/json', ...headers }
    return await (await fetch(url + path, { method: 'POST', headers: json, body: JSON.stringify(body) })).json()
  }
  await eventually(async () => (await fetch(`${url}/readyz`)).ok, 30_000)
  return {
    url,
    monitor,
    process,
    text,
    post,
    async metrics() {
      const lines = (await text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
      return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
    },
    async addFeed() {
      const query = 'mutation Add($url: URL!) { feedAdd(url: $url) { feed { id } userErrors { message } } }'
      const { data, errors } = await post(
        '/graphql',
        { query, variables: { url: `http://${feedHost}/feed` } },
        AS_ADMIN,
      )
      if (!data?.feedAdd.feed) throw new Error(JSON.stringify(errors ?? data))
    },
    async close() {
      process.child.kill('SIGTERM')
      await process.ended
      publisher.closeAllConnections()
      publisher.close()
      await own.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
