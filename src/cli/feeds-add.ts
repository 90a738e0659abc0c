import { createInterface } from 'node:readline/promises'
import { openDiscovery } from '../app/open-discovery.ts'
import type { FeedCandidate } from '../entities/discovery.ts'
import { feedTaken, noFeed } from '../entities/registry-error.ts'
import { FeedDesk } from '../ingestion/discover/feed-desk.ts'
import { factsOf, newSource } from '../ingestion/discover/site.ts'
import { type CommandContext, EXIT } from './command.ts'
import { type FeedScope, offerToClear, onFeeds } from './feed-scope.ts'
import { candidateText, feedView } from './feed-views.ts'

export interface AddOptions {
  source?: string
  yes?: boolean
}

/** `sila feeds add URL`: finds the feed, shows what it brings, and stores it once somebody said so. */
export async function addFeed(given: string, options: AddOptions, context: CommandContext): Promise<number> {
  const { source } = options
  if (source !== undefined && !/^[^_\s]{1,100}$/.test(source)) {
    context.say(`sila: --source ${source}: a slug has 1 to 100 characters, no space and no underscore`)
    return EXIT.misused
  }
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `https://${given}`
  return await onFeeds(context, async (scope) => {
    const discovery = openDiscovery(scope.config)
    try {
      return await add(url, options, new FeedDesk(scope.store.database.manager, discovery), scope, context)
    } finally {
      await discovery.close()
    }
  })
}

async function add(
  url: string,
  { source, yes }: AddOptions,
  desk: FeedDesk,
  scope: FeedScope,
  context: CommandContext,
): Promise<number> {
  const fail = (sentence: string): number => {
    context.say(context.json ? JSON.stringify({ error: sentence }) : `sila: ${sentence}`)
    return EXIT.failed
  }
  if (await desk.isThere(url)) return fail(feedTaken().message.en)
  const found = await desk.preview(url)
  if (!found.ok) return fail(noFeed(found).message.en)
  const [candidate, ...others] = found.candidates as [FeedCandidate, ...FeedCandidate[]]
  context.say(candidateText(candidate, others))
  if (!yes) {
    if (!(process.stdin.isTTY && process.stderr.isTTY)) {
      context.say('sila: nothing was stored; say --yes to store it')
      return EXIT.misused
    }
    if (!(await isConfirmed('Store it? [y/N] '))) {
      context.say('Nothing was stored.')
      return EXIT.done
    }
  }
  const added = await desk.store(candidate, source === undefined ? null : await sourceId(source, candidate, scope))
  if (!added.ok) return fail(added.error.message.en)
  const [feed] = await scope.stores.feeds.byIds([added.feedId])
  const [owner] = await scope.stores.sources.byIds([feed!.sourceId])
  context.print(feedView(feed!, owner!))
  await offerToClear(scope, context)
  return EXIT.done
}

/** The source of a slug; made from what the feed tells where it is new. */
async function sourceId(slug: string, candidate: FeedCandidate, { stores }: FeedScope): Promise<string> {
  const known = await stores.sources.bySlug(slug)
  return known?.id ?? (await stores.sourceEditor.make(newSource(factsOf(candidate), slug)))
}

async function isConfirmed(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^\s*(?:y|yes|نعم)\s*$/i.test(await lines.question(question))
  } finally {
    lines.close()
  }
}
