import { createServer, type Server } from 'node:http'
import { Agent, cacheStores, type Dispatcher, interceptors } from 'undici'

/** Heads of one connection alone. */
const HOP_BY_HOP = /^(connection|keep-alive|transfer-encoding|te|trailer|upgrade|proxy-.*|host)$/

/** A shared cache before a server, as RFC 9111 has it, which finds what it holds by surrogate keys too. */
export class CachingProxy {
  /** Answers that came out of the cache, without a word to the server. */
  hits = 0
  readonly #store = new cacheStores.MemoryCacheStore()
  readonly #keysOf = new Map<string, Set<string>>()
  readonly #agent: Dispatcher
  readonly #server: Server

  /** @param lifetime seconds for which what is public is kept, whatever the server says, as CDNs can be told */
  private constructor(
    private readonly origin: string,
    lifetime: number | null,
  ) {
    const layers = [interceptors.cache({ store: this.#store, methods: ['GET'], type: 'shared' })]
    this.#agent = new Agent().compose(...(lifetime === null ? [] : [longer(lifetime)]), ...layers)
    this.#server = createServer(async (request, response) => {
      const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.test(name)))
      const path = request.url!
      try {
        const answer = await this.#agent.request({
          ...{ origin: this.origin, path, method: request.method as Dispatcher.HttpMethod },
          headers: headers as Record<string, string>,
          ...(request.method === 'GET' ? {} : { body: request }),
        })
        const body = Buffer.from(await answer.body.arrayBuffer())
        const kept = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.test(name))
        if (answer.headers.age !== undefined) this.hits++
        this.#learn(path, String(answer.headers['surrogate-key'] ?? ''))
        response.writeHead(answer.statusCode, Object.fromEntries(kept) as Record<string, string>).end(body)
      } catch {
        response.writeHead(502).end()
      }
    })
  }

  static async start(origin: string, lifetime: number | null = null): Promise<CachingProxy> {
    const proxy = new CachingProxy(origin, lifetime)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`
  }

  /** Forgets every answer that bears one of these keys. */
  purge(keys: Iterable<string>): void {
    const purged = new Set(keys)
    for (const [path, own] of this.#keysOf) {
      if (![...own].some((key) => purged.has(key))) continue
      this.#store.delete({ origin: this.origin, path, method: 'GET' })
      this.#keysOf.delete(path)
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    await this.#agent.close()
  }

  #learn(path: string, keys: string): void {
    const known = this.#keysOf.get(path) ?? new Set()
    for (const key of keys.split(' ')) if (key !== '') known.add(key)
    this.#keysOf.set(path, known)
  }
}

const longer =
  (seconds: number): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) =>
    dispatch(options, {
      onRequestStart: (...given) => handler.onRequestStart?.(...given),
      onResponseStart(controller, status, headers, message) {
        const isPublic = /^public/.test(String(headers['cache-control']))
        const told = isPublic ? { ...headers, 'cache-control': `public, max-age=${seconds}` } : headers
        handler.onResponseStart?.(controller, status, told, message)
      },
      onResponseData: (...given) => handler.onResponseData?.(...given),
      onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
      onResponseError: (...given) => handler.onResponseError?.(...given),
    })
