import { STATUS_CODES } from 'node:http'
import type { PrivateNetworks } from '../../config.ts'
import { AddressGuard } from './address-guard.ts'
import { type Resolve, systemResolve } from './connector.ts'
import { type Exchange, exchange } from './exchange.ts'
import { asFetchError, FetchError } from './failure.ts'
import type { Fetched, FetchRequest } from './fetched.ts'
import { FETCH_LIMITS, type FetchLimits } from './limits.ts'
import { readBody } from './read-body.ts'
import { isPermanent, keepsMethod, redirectTarget, sharesValidators } from './redirects.ts'
import { requestHeaders } from './request-headers.ts'
import { Watch } from './watch.ts'

/** How a fetcher behaves; all but the name has a default. */
export interface FetcherOptions {
  /** As `userAgent` makes it. */
  userAgent: string
  allowPrivate?: PrivateNetworks
  /** Ports of public hosts that may be asked. */
  ports?: readonly number[]
  /** Addresses of a name; by default the system's. */
  resolve?: Resolve
  limits?: Partial<FetchLimits>
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string
}

/** The last answer of a chain of redirects, and the way to it. */
interface Arrival {
  answer: Exchange
  url: URL
  movedTo: string | null
  sentValidators: boolean
}

/**
 * The only way out: asks publishers without letting them lead it into private networks, keep it waiting or fill the memory.
 * Obeys no proxy setting of the environment, since a proxy would resolve names by itself.
 */
export class Fetcher {
  readonly #guard: AddressGuard
  readonly #limits: FetchLimits
  readonly #options: FetcherOptions
  readonly #running = new Map<Watch, Promise<Fetched>>()
  #closed = false

  constructor(options: FetcherOptions) {
    this.#options = options
    this.#guard = new AddressGuard(options.allowPrivate ?? 'none', options.ports)
    this.#limits = { ...FETCH_LIMITS, ...options.limits }
  }

  /** Makes one request. Every expected outcome is a value; a request whose signal is aborted has failed as UNREACHABLE. */
  async fetch(request: FetchRequest): Promise<Fetched> {
    const watch = new Watch(this.#limits, request.signal)
    if (this.#closed) watch.leave()
    const running = this.#fetch(request, watch)
    this.#running.set(watch, running)
    return await running.finally(() => this.#running.delete(watch))
  }

  /** Ends the requests under way and waits for their ends; later ones fail at once. */
  async close(): Promise<void> {
    this.#closed = true
    for (const watch of this.#running.keys()) watch.leave()
    await Promise.all(this.#running.values())
  }

  async #fetch(request: FetchRequest, watch: Watch): Promise<Fetched> {
    const at = { url: request.url }
    try {
      const arrival = await this.#follow(request, watch, at)
      try {
        return await this.#read(arrival, request, watch)
      } finally {
        await arrival.answer.close()
      }
    } catch (error) {
      const { code, message } = asFetchError(watch.signal.aborted ? watch.signal.reason : error)
      return { kind: 'failed', code, reason: message, url: at.url }
    } finally {
      watch.end()
    }
  }

  /** Asks, and follows redirects by itself, so that each address on the way is checked like the first. */
  async #follow(request: FetchRequest, watch: Watch, at: { url: string }): Promise<Arrival> {
    if (!URL.canParse(request.url)) throw new FetchError('BAD_ADDRESS', 'no absolute address')
    const asked = new URL(request.url)
    asked.hash = ''
    const seen = new Set<string>()
    let url = asked
    let movedTo: string | null = null
    for (let permanent = true; ; ) {
      at.url = url.href
      this.#guard.checkUrl(url)
      const sentValidators = sharesValidators(asked, url)
      const answer = await this.#ask(url, request, watch, sentValidators)
      try {
        const isMessage = request.message !== undefined
        const target = isMessage ? null : redirectTarget(url, answer.status, answer.headers.location)
        // A form is not handed on where the redirect would turn it into a mere question.
        const ends = target === null || (request.form !== undefined && !keepsMethod(answer.status))
        if (ends) return { answer, url, movedTo, sentValidators }
        seen.add(url.href)
        if (seen.has(target.href)) throw new FetchError('TOO_MANY_REDIRECTS', `back to ${target.href}`)
        if (seen.size > this.#limits.redirects) throw new FetchError('TOO_MANY_REDIRECTS', `more than ${seen.size - 1}`)
        permanent &&= isPermanent(answer.status)
        if (permanent) movedTo = target.href
        url = target
      } catch (error) {
        await answer.close()
        throw error
      }
      await answer.close()
    }
  }

  async #ask(url: URL, request: FetchRequest, watch: Watch, withValidators: boolean): Promise<Exchange> {
    watch.heard()
    const { userAgent, resolve = systemResolve, ca } = this.#options
    return await exchange(
      {
        url,
        headers: requestHeaders(request, userAgent, withValidators),
        body: request.message?.json ?? (request.form && new URLSearchParams(request.form).toString()) ?? null,
        mostBytes: this.#limits.sizes[request.purpose].wireBytes + this.#limits.framingBytes,
      },
      { guard: this.#guard, resolve, limits: this.#limits, watch, ca },
    )
  }

  async #read(
    { answer, url, movedTo, sentValidators }: Arrival,
    request: FetchRequest,
    watch: Watch,
  ): Promise<Fetched> {
    const { status, headers } = answer
    const head = { url: url.href, movedTo, status, headers, wireBytes: 0 }
    if (status === 304) {
      const conditional = sentValidators && Boolean(request.etag || request.lastModified)
      if (conditional) return { kind: 'unchanged', ...head }
      throw new FetchError('BROKEN_ANSWER', '304 although nothing was known')
    }
    if (status < 200 || status > 299) {
      return { kind: 'refused', ...head, reason: `${status} ${STATUS_CODES[status] ?? ''}`.trim() }
    }
    // Its receiver has said that he has it; whatever else he says is not waited for.
    if (request.message !== undefined) return { kind: 'fresh', ...head, body: Buffer.alloc(0) }
    if (status === 206) throw new FetchError('BROKEN_ANSWER', '206: a part, although the whole was asked for')
    const sizes = this.#limits.sizes[request.purpose]
    const read = await readBody(answer.body, headers['content-encoding'], { limits: this.#limits, sizes, watch })
    if (!sizes.cut && answer.hasRest()) throw new FetchError('BROKEN_ANSWER', 'more than its length says')
    return { kind: 'fresh', ...head, ...read }
  }
}
