import type { Config } from '../config.ts'
import type { DiscoverTools } from '../ingestion/discover/probe.ts'
import { Fetcher } from '../ingestion/fetch/fetcher.ts'
import { userAgent } from '../ingestion/fetch/request-headers.ts'
import { ParserPool } from '../ingestion/worker/pool.ts'
import { version } from '../ops/version.ts'

/** The way to publishers for whoever only looks: a fetcher under the configured guard, and workers that read what it brings. */
export function openDiscovery(
  config: Pick<Config, 'allowPrivateNetworks' | 'contact' | 'publicUrl'>,
): DiscoverTools & { close(): Promise<void> } {
  const fetcher = new Fetcher({
    userAgent: userAgent({ version: version(), contact: config.contact, publicUrl: config.publicUrl }),
    allowPrivate: config.allowPrivateNetworks,
  })
  const parsers = new ParserPool()
  return {
    fetch: (request) => fetcher.fetch(request),
    parse: (task) => parsers.parse(task),
    now: () => new Date(),
    async close() {
      await parsers.close()
      await fetcher.close()
    },
  }
}
