import { readFileSync } from 'node:fs'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { Metrics } from '../../src/ops/metrics.ts'
import { eventually } from '../support/sila-process.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'
import { startWatchedNode, type WatchedNode } from '../support/watched-node.ts'

const TOP = { query: 'query Top { articles(first: 1) { nodes { title } } }' }
/** What a histogram exports beside its name. */
const SERIES = /_(bucket|sum|count)$/
const top = (outcome: string) =>
  `sila_operation_seconds_count{operation="Top",kind="query",transport="http",outcome="${outcome}"}`

let node: WatchedNode
beforeAll(async () => {
  node = await startWatchedNode()
})
afterAll(() => node.close())

describe('the metrics of a server', () => {
  it('move when articles come', async () => {
    const before = await node.metrics()
    expect(before.get('sila_log_head_position')).toBe(0)
    expect(before.has('sila_newest_change_age_seconds')).toBe(false)
    const client = createClient({ url: `${node.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket })
    const heard: unknown[] = []
    client.subscribe(
      { query: 'subscription Live { articleIngested { article { title } } }' },
      { next: (event) => heard.push(event), error: () => {}, complete: () => {} },
    )
    await eventually(async () => (await node.metrics()).get('sila_live_subscribers') === 1, 5_000)
    await node.addFeed()
    await eventually(async () => heard.length === 3, 10_000)
    const after = await node.metrics()
    expect(Object.fromEntries(after)).toMatchObject({
      'sila_connections{transport="websocket"}': 1,
      sila_socket_operations: 1,
      'sila_subscriptions_begun_total{operation="Live"}': 1,
      sila_live_groups: 1,
      sila_live_events_sent_total: 3,
      'sila_desk_items_total{outcome="CREATED"}': 3,
      sila_desk_holder: 1,
      sila_desk_lease_held: 1,
      sila_database_up: 1,
      sila_inbox_items: 0,
      sila_tail_lag_changes: 0,
      'sila_polls_total{outcome="fresh"}': 1,
      'sila_poll_items_total{state="new"}': 3,
      'sila_feeds{health="HEALTHY"}': 1,
      sila_feeds_due: 0,
    })
    expect(after.get('sila_desk_batch_seconds_count')).toBeGreaterThan(0)
    expect(after.get('sila_change_arrival_seconds_count')).toBeGreaterThan(0)
    expect(after.get('sila_poll_bytes_total')).toBeGreaterThan(500)
    expect(after.get('sila_log_head_position')).toBe(after.get('sila_tail_position'))
    expect(after.get('sila_newest_change_age_seconds')).toBeLessThan(15)
    expect(after.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0)
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
    await client.dispose()
  })

  it('tell operations that were executed from those that were known, and from those that were refused', async () => {
    for (let time = 0; time < 6; time++) await node.post('/graphql', TOP)
    await node.post('/graphql', { query: 'query Wrong { nothing }' })
    const after = await node.metrics()
    const [made, cached] = [after.get(top('made'))!, after.get(top('cached'))!]
    expect(made + cached).toBe(6)
    // It is kept from the second time on, and after a change the version is asked for anew.
    expect(cached).toBeGreaterThanOrEqual(2)
    expect(after.get('sila_errors_total{code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1)
    expect(after.get('sila_http_requests_total{method="POST",route="/graphql",status="400"}')).toBe(1)
  })

  it('have few labels, whatever names strangers think of', async () => {
    for (let number = 0; number < 80; number++) {
      await node.post('/graphql', { query: `query Name${number} { articles(first: 1) { nodes { title } } }` })
      await fetch(`${node.url}/no/such/place/${number}`)
    }
    const names = [...(await node.metrics()).keys()]
    const operations = new Set(names.flatMap((name) => /^sila_operation_.*operation="(\w+)"/.exec(name)?.[1] ?? []))
    expect(operations.size).toBeLessThanOrEqual(55)
    expect(operations).toContain('other')
    expect(names.filter((name) => name.includes('sila_http_requests_total')).length).toBeLessThan(15)
  })

  it('are told to operators only, except at the address for monitors', async () => {
    expect((await fetch(`${node.url}/metrics`)).status).toBe(403)
    const told = await fetch(`${node.url}/metrics`, { headers: AS_ADMIN })
    expect(told.status).toBe(200)
    expect(told.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(await told.text()).toContain('sila_log_head_position 3')
    expect((await fetch(`${node.monitor}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${node.monitor}/readyz`)).json()).toMatchObject({ status: 'ok' })
    expect((await fetch(`${node.monitor}/graphql`)).status).toBe(404)
    expect((await fetch(`${node.monitor}/metrics`, { method: 'POST' })).status).toBe(405)
  })
})

describe('what watches over a deployment', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  const alerts = read('deploy/prometheus/alerts.yml')
  const dashboard = read('deploy/grafana/dashboards/sila.json')
  const runbooks = read('docs/runbooks.md')
  const guide = read('docs/operating.md')
  const named = (text: string): string[] => [
    ...new Set([...text.matchAll(/\b((?:sila|nodejs|process)_\w+)/g)].map(([, name]) => name!)),
  ]

  it('asks for no metric that a running server does not export', async () => {
    const text = await node.text()
    const exported = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name!))
    const isExported = (name: string): boolean => exported.has(name) || exported.has(name.replace(SERIES, ''))
    const asked = [...named(alerts), ...named(dashboard)]
    expect(asked.length).toBeGreaterThan(50)
    expect(asked.filter((name) => !isExported(name))).toEqual([])
    const own = [...exported].filter((name) => name.startsWith('sila_'))
    expect(own.filter((name) => !guide.includes(`\`${name}\``))).toEqual([])
  })

  it('has a runbook for each alert', () => {
    const names = [...alerts.matchAll(/alert: (\w+)/g)].map(([, name]) => name!)
    expect(names.length).toBeGreaterThan(20)
    const headings = [...runbooks.matchAll(/^## (\w+)$/gm)].map(([, name]) => name!)
    expect(headings).toEqual(names)
    const urls = [...alerts.matchAll(/runbook_url: (\S+)/g)].map(([, url]) => url)
    expect(urls).toEqual(names.map((name) => `docs/runbooks.md#${name.toLowerCase()}`))
  })

  it('places the panels of the dashboard side by side, each under an id of its own', () => {
    const panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[] =
      JSON.parse(dashboard).panels
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const places = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, place) => `${x + (place % w)},${y + Math.floor(place / w)}`),
    )
    expect(new Set(places).size).toBe(places.length)
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24)
  })
})

describe('a gauge', () => {
  const told = async (read: () => number | null | Promise<number>): Promise<string | undefined> => {
    const metrics = new Metrics()
    metrics.gauge('sila_thing', 'A thing', read)
    return (await metrics.text()).split('\n').find((line) => line.startsWith('sila_thing'))
  }

  it('is left out while it cannot be read', async () => {
    expect(await told(() => 5)).toBe('sila_thing 5')
    expect(await told(() => null)).toBeUndefined()
    expect(await told(() => Promise.reject(new Error('away')))).toBeUndefined()
  })
})
