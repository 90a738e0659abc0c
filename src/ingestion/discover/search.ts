import type { FeedCandidate } from '../../entities/discovery.ts'
import { type DiscoverTools, type Probed, probe } from './probe.ts'

/** Requests of one discovery, the first one among them. */
const MAX_REQUESTS = 24
/** Requests of it under way at once. */
const AT_ONCE = 2

/** One search for feeds: asks each address once, and so many in all; keeps what it finds in order, each feed once. */
export class Search {
  readonly candidates: FeedCandidate[] = []
  readonly #asked = new Set<string>()
  readonly #known = new Set<string>()

  constructor(
    private readonly tools: DiscoverTools,
    private readonly signal: AbortSignal,
  ) {}

  /** What stands at an address, not kept yet; null where it was asked already, or nothing may be asked any more. */
  async look(url: string): Promise<Probed | null> {
    const address = url.replace(/#.*$/s, '')
    if (this.#asked.has(address) || this.#asked.size >= MAX_REQUESTS || this.signal.aborted) return null
    this.#asked.add(address)
    return await probe(address, this.tools, this.signal)
  }

  /** Looks at addresses, and keeps the feeds among them. Gives what else was there. */
  async lookAll(urls: readonly string[]): Promise<Probed[]> {
    const others: Probed[] = []
    for (let at = 0; at < urls.length; at += AT_ONCE) {
      const probed = await Promise.all(urls.slice(at, at + AT_ONCE).map((url) => this.look(url)))
      for (const one of probed) if (one !== null && !this.keep(one)) others.push(one)
    }
    return others
  }

  /** Looks at addresses one by one until a feed is found. */
  async lookUntilFound(urls: readonly string[]): Promise<void> {
    for (const url of urls) {
      const probed = await this.look(url)
      if (probed !== null && this.keep(probed)) return
    }
  }

  /** Keeps a feed; false where it is none. Two addresses that one answers are one feed. */
  keep(probed: Probed): boolean {
    if (probed.kind !== 'feed') return false
    const { candidate, answeredBy } = probed
    if (!this.#known.has(candidate.urlKey) && !this.#known.has(answeredBy)) this.candidates.push(candidate)
    this.#known.add(candidate.urlKey).add(answeredBy)
    return true
  }

  /** The text of a file such as robots.txt; empty where there is none. */
  async text(url: string): Promise<string> {
    if (this.#asked.size >= MAX_REQUESTS || this.signal.aborted) return ''
    this.#asked.add(url)
    const fetched = await this.tools.fetch({ url, purpose: 'robots', signal: this.signal })
    return fetched.kind === 'fresh' ? fetched.body.toString('utf8') : ''
  }
}
