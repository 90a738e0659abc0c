import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually, freePort } from '../support/sila-process.ts'
import { startWatchedNode, type WatchedNode } from '../support/watched-node.ts'

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const BINARY = '/usr/bin/prometheus'

let node: WatchedNode
let folder: string
let url: string
let prometheus: ChildProcess
beforeAll(async () => {
  if (!existsSync(BINARY)) execFileSync(path('scripts/install-debian.sh'), ['prometheus'], { stdio: 'inherit' })
  node = await startWatchedNode()
  folder = mkdtempSync(join(tmpdir(), 'sila-prometheus-'))
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [path('deploy/prometheus/alerts.yml')],
    scrape_configs: [{ job_name: 'sila', static_configs: [{ targets: [new URL(node.monitor).host] }] }],
  }
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config))
  const address = `127.0.0.1:${await freePort()}`
  url = `http://${address}`
  const flags = ['--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=${address}`]
  prometheus = spawn(BINARY, flags, { cwd: folder, stdio: 'ignore' })
}, 300_000)
afterAll(async () => {
  prometheus?.kill('SIGTERM')
  if (prometheus) await new Promise((resolve) => prometheus.once('close', resolve))
  await node?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

const ask = async (at: string): Promise<any> => (await (await fetch(url + at)).json()) as any
const query = async (expression: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> => {
  const answer = await ask(`/api/v1/query?query=${encodeURIComponent(expression)}`)
  if (answer.status !== 'success') throw new Error(`${expression}: ${answer.error}`)
  return answer.data.result
}

it('is watched by Prometheus, whose rules and dashboard find what they ask for', async () => {
  await node.addFeed()
  await node.post('/graphql', { query: 'query Top { articles(first: 1) { nodes { title } } }' })
  const created = 'sila_desk_items_total{job="sila",outcome="CREATED"}'
  await eventually(async () => (await query(created))[0]?.value[1] === '3', 60_000)
  expect(await query('up{job="sila"}')).toMatchObject([{ value: [expect.any(Number), '1'] }])

  const { panels } = JSON.parse(readFileSync(path('deploy/grafana/dashboards/sila.json'), 'utf8'))
  const expressions: string[] = panels.flatMap(({ targets = [] }) => targets.map(({ expr }: { expr: string }) => expr))
  const leave = new AbortController()
  await fetch(`${node.url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'subscription Live { articleIngested { article { title } } }' }),
    signal: leave.signal,
  })
  // A rate is known from the second scrape on. There is no replica, and nothing went wrong.
  let left = expressions.filter((expression) => !/replica|^sum by \(code\)/.test(expression))
  await eventually(async () => {
    const found = await Promise.all(
      left.map((expression) => query(expression.replaceAll('$__rate_interval', '1m').replaceAll('$job', 'sila'))),
    )
    left = left.filter((_, index) => found[index]!.length === 0)
    return left.length === 0
  }, 20_000).catch(() => {})
  leave.abort()
  expect(left).toEqual([])

  const rules: { name: string; health: string; state: string }[] = await eventually(async () => {
    const { groups } = (await ask('/api/v1/rules')).data
    return groups[0].rules.every(({ health }: { health: string }) => health !== 'unknown') && groups[0].rules
  }, 30_000)
  expect(rules.length).toBeGreaterThan(20)
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([])
  expect(rules.filter(({ state }) => state !== 'inactive').map(({ name }) => name)).toEqual([])
})
