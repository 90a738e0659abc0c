import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as it came over the wire. */
export interface ReceivedSpan {
  service: string
  name: string
  traceId: string
  spanId: string
  parentSpanId: string | undefined
  attributes: Readonly<Record<string, unknown>>
}

const plain = (value: Record<string, unknown>): unknown => Object.values(value)[0]
const attributesOf = (attributes: { key: string; value: Record<string, unknown> }[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]))

/** A collector: takes traces by OTLP over HTTP in JSON, as any real one does, and remembers them. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = []
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url === '/v1/traces') this.#take(JSON.parse(Buffer.concat(chunks).toString()))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver()
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  named(name: string | RegExp): ReceivedSpan[] {
    return this.spans.filter((span) => (typeof name === 'string' ? span.name === name : name.test(span.name)))
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #take({ resourceSpans }: any): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = String(attributesOf(resource.attributes)['service.name'])
      for (const span of scopeSpans.flatMap((scope: any) => scope.spans)) {
        const { name, traceId, spanId, parentSpanId, attributes } = span
        this.spans.push({ service, name, traceId, spanId, parentSpanId, attributes: attributesOf(attributes) })
      }
    }
  }
}
