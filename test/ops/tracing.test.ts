import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.ts'
import { eventually, freePort } from '../support/sila-process.ts'
import { startWatchedNode, type WatchedNode } from '../support/watched-node.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const QUERY = 'query Newest { articles(first: 3) { nodes { title source { name } } } }'

let receiver: OtlpReceiver
let node: WatchedNode
beforeAll(async () => {
  receiver = await OtlpReceiver.start()
  node = await startWatchedNode({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'sila-test',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  })
})
afterAll(async () => {
  await node.close()
  receiver.close()
})

const arrived = (name: string | RegExp, that: (span: ReceivedSpan) => boolean = () => true) =>
  eventually(async () => receiver.named(name).find(that), 10_000)

describe('a server whose traces go to a collector', () => {
  it('traces a request down to its statements, in the trace of who asked', async () => {
    await node.post('/graphql', { query: QUERY }, { traceparent: `00-${TRACE}-b7ad6b7169203331-01` })
    const request = await arrived('POST /graphql', ({ traceId }) => traceId === TRACE)
    expect(request).toMatchObject({ service: 'sila-test', parentSpanId: 'b7ad6b7169203331' })
    expect(request.attributes).toMatchObject({ 'http.route': '/graphql', 'sila.request_id': expect.any(String) })
    const operation = await arrived('query Newest')
    expect(operation).toMatchObject({ traceId: TRACE, parentSpanId: request.spanId })
    const statement = await arrived(/^pg\.query/, ({ parentSpanId }) => parentSpanId === operation.spanId)
    expect(statement.traceId).toBe(TRACE)
  })

  it('traces polls, and batches of the desk in its thread', async () => {
    await node.addFeed()
    await arrived('feed.poll', ({ attributes }) => String(attributes['server.address']).startsWith('127.0.0.1:'))
    const batch = await arrived('desk.batch')
    expect(batch.attributes['sila.items']).toBe(3)
    await arrived(/^pg\.query/, ({ parentSpanId }) => parentSpanId === batch.spanId)
  })

  it('puts the ids of a trace into what is logged within it', async () => {
    const line = await eventually(
      async () =>
        node.process
          .stderr()
          .split('\n')
          .find((text) => text.includes('"feed.polled"')),
      5_000,
    )
    const { trace_id: traceId } = JSON.parse(line)
    expect(receiver.named('feed.poll').map((span) => span.traceId)).toContain(traceId)
  })

  it('tells no texts of clients, and asks for no probe', async () => {
    await fetch(`${node.url}/readyz`)
    await node.post('/graphql', {
      query: 'query Secret { articles(filter: { text: "كلمة-سر" }, first: 1) { totalCount } }',
    })
    await arrived('query Secret')
    const all = JSON.stringify(receiver.spans)
    expect(all).not.toContain('كلمة')
    expect(all).not.toContain('readyz')
  })
})

describe('a server whose collector is away', () => {
  it('says so, answers all the same, and ends in time', async () => {
    const alone = await startWatchedNode({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    })
    try {
      expect((await alone.post('/graphql', { query: QUERY })).data.articles.nodes).toEqual([])
      await eventually(async () => alone.process.stderr().includes('"traces.failed"'), 10_000)
    } finally {
      const began = Date.now()
      await alone.close()
      expect(Date.now() - began).toBeLessThan(6_000)
    }
    expect((await alone.process.ended).code).toBe(0)
    expect(alone.process.stderr()).not.toContain('shutdown.late')
  })
})
