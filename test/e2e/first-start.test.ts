import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'graphql-ws'
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { ask, eventually, freePort, startByNpm, startSila } from '../support/sila-process.ts'

const LINKED = /* GraphQL */ `
  {
    articles(first: 50) {
      nodes { title source { name } readAlso { headline article { id } } similar { headline article { id } } }
    }
  }
`
const dataDirs: string[] = []
const freshDataDir = (): string => {
  dataDirs.push(mkdtempSync(join(tmpdir(), 'sila-first-')))
  return dataDirs.at(-1)!
}
/** Processes whose command line names a folder: the embedded database's. */
const processesOf = (dir: string): string =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(dir))
    .join('\n')

async function firstEvent(url: string, ms: number): Promise<{ title: string }> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  })
  const timer = setTimeout(() => void client.dispose(), ms)
  try {
    for await (const { data, errors } of client.iterate<{ articleIngested: { article: { title: string } } }>({
      query: 'subscription { articleIngested { cursor article { title } } }',
    })) {
      if (errors !== undefined) throw new Error(JSON.stringify(errors))
      return data!.articleIngested.article
    }
    throw new Error(`no event within ${ms} ms`)
  } finally {
    clearTimeout(timer)
    await client.dispose()
  }
}

async function serve(dataDir: string, start = (settings: Record<string, string>) => startSila(['serve'], settings)) {
  const port = await freePort()
  const server = start({ SILA_DATA_DIR: dataDir, SILA_PORT: String(port) })
  return { ...server, url: `http://127.0.0.1:${port}` }
}

afterEach(() => {
  for (const dir of dataDirs.splice(0)) rmSync(dir, { recursive: true, force: true })
})

describe('a first start on an empty machine', () => {
  it('answers with linked articles within 10 s, pushes an event within 15 s, and leaves nothing behind on SIGTERM', async () => {
    const dataDir = freshDataDir()
    const begun = Date.now()
    const server = await serve(dataDir, startByNpm)
    const linked = await eventually(async () => {
      const { articles } = await ask(server.url, LINKED)
      const resolved = (links: { article: unknown }[]) => links.some(({ article }) => article !== null)
      return articles.nodes.find(
        (node: { readAlso: []; similar: [] }) => resolved(node.readAlso) && resolved(node.similar),
      )
    }, 10_000)
    expect(Date.now() - begun).toBeLessThan(10_000)
    expect(linked.source.name).toMatch(/\p{Script=Arabic}/u)
    const event = await firstEvent(server.url, 15_000 - (Date.now() - begun))
    expect(event.title).toMatch(/\p{Script=Arabic}/u)
    const told = Date.now()
    server.child.kill('SIGTERM')
    const { code } = await server.ended
    expect(code).toBe(0)
    expect(Date.now() - told).toBeLessThan(10_000)
    expect(processesOf(dataDir)).toBe('')
  })

  it('starts again on the same data after kill -9', async () => {
    const dataDir = freshDataDir()
    const killed = await serve(dataDir)
    const before = await eventually(async () => {
      const { articles } = await ask(killed.url, '{ articles(first: 1, orderBy: OLDEST) { nodes { id } } }')
      return articles.nodes.length > 0 && articles
    }, 15_000)
    killed.child.kill('SIGKILL')
    await killed.ended
    const server = await serve(dataDir)
    const { node } = await eventually(
      async () => await ask(server.url, 'query ($id: ID!) { node(id: $id) { id } }', { id: before.nodes[0].id }),
      15_000,
    )
    expect(node.id).toBe(before.nodes[0].id)
    await expect(firstEvent(server.url, 30_000)).resolves.toBeDefined()
    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
    expect(processesOf(dataDir)).toBe('')
  })
})
