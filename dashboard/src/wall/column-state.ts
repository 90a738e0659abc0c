import type { Card } from '../api/types.ts'

/** Items that a column shows as they come; older ones leave at the end. Loading older ones by hand may go beyond. */
export const SHOWN = 200
/** Items that wait unseen. When more come the oldest of them go; whoever then shows the new sees these, and can load older ones. */
export const WAITING = 200
/** Items that a column holds at most, older ones loaded by hand included. */
export const MOST = 600

/** What one column holds, the latest to arrive first. */
export interface ColumnState {
  readonly items: readonly Card[]
  readonly waiting: readonly Card[]
  /** How many came since the reader left the top; more than `waiting` holds where the oldest went. */
  readonly waitingCount: number
  /** Whether there is something older than the last item, as far as is known. */
  readonly hasOlder: boolean
}

export type ColumnEvent =
  | { kind: 'ingested'; card: Card }
  | { kind: 'updated'; card: Card }
  | { kind: 'withdrawn'; id: string }
  | { kind: 'story'; story: { id: string; articleCount: number; sourceCount: number; leadId: string } }

export const EMPTY: ColumnState = { items: [], waiting: [], waitingCount: 0, hasOlder: false }

/** A page in place of what was there. */
export const withPage = (cards: readonly Card[], hasOlder: boolean): ColumnState => ({
  ...EMPTY,
  items: cards,
  hasOlder,
})

/** What follows the last item. */
export function withOlder(state: ColumnState, cards: readonly Card[], hasOlder: boolean): ColumnState {
  const known = new Set(state.items.map(({ id }) => id))
  const items = [...state.items, ...cards.filter(({ id }) => !known.has(id))].slice(0, MOST)
  return { ...state, items, hasOlder: hasOlder && items.length < MOST }
}

/** Shows what waits. Where some of it went, what was shown before is older than what went: it goes too, so that no hole is left. */
export function withWaitingShown(state: ColumnState): ColumnState {
  if (state.waitingCount === 0) return state
  const whole = state.waitingCount === state.waiting.length
  const items = [...state.waiting, ...(whole ? state.items : [])]
  return {
    items: items.slice(0, SHOWN),
    waiting: [],
    waitingCount: 0,
    hasOlder: state.hasOlder || !whole || items.length > SHOWN,
  }
}

/**
 * What events in their order make of a column. Each article stands in it once, however often it is told.
 * @param direct whether new items are shown at once: the reader is at the top and has not paused
 */
export function withEvents(state: ColumnState, events: readonly ColumnEvent[], direct: boolean): ColumnState {
  // In the order of arrival here, so that a burst costs one copy and not one for each event.
  const fresh: Card[] = []
  const freshAt = new Map<string, number>()
  const shown = new Set(state.items.map(({ id }) => id))
  const waits = new Set(state.waiting.map(({ id }) => id))
  const changes = new Map<string, (card: Card) => Card>()
  const change = (id: string, how: (card: Card) => Card) => {
    const at = freshAt.get(id)
    if (at !== undefined) fresh[at] = how(fresh[at]!)
    else if (shown.has(id) || waits.has(id)) {
      const before = changes.get(id)
      changes.set(id, before ? (card) => how(before(card)) : how)
    }
  }
  let stories = new Map<string, Extract<ColumnEvent, { kind: 'story' }>['story']>()
  for (const event of events) {
    if (event.kind === 'withdrawn') change(event.id, (card) => ({ ...card, status: 'WITHDRAWN', excerpt: null }))
    else if (event.kind === 'story') stories = stories.set(event.story.id, event.story)
    else if (event.kind === 'updated') change(event.card.id, () => event.card)
    else if (shown.has(event.card.id) || waits.has(event.card.id) || freshAt.has(event.card.id))
      change(event.card.id, () => event.card)
    else {
      freshAt.set(event.card.id, fresh.length)
      fresh.push(event.card)
    }
  }
  const renew = (cards: readonly Card[]): readonly Card[] => {
    if (changes.size === 0 && stories.size === 0) return cards
    return cards.map((card) => withStory(changes.get(card.id)?.(card) ?? card, stories))
  }
  const incoming = fresh.reverse()
  const [items, waiting] = [renew(state.items), renew(state.waiting)]
  if (incoming.length === 0) return { ...state, items, waiting }
  if (direct && state.waitingCount === 0) {
    const all = [...renew(incoming), ...items]
    return { ...state, items: all.slice(0, SHOWN), hasOlder: state.hasOlder || all.length > SHOWN }
  }
  const all = [...renew(incoming), ...waiting].slice(0, WAITING)
  const next = { ...state, items, waiting: all, waitingCount: state.waitingCount + incoming.length }
  return direct ? withWaitingShown(next) : next
}

function withStory(
  card: Card,
  stories: ReadonlyMap<string, { id: string; articleCount: number; sourceCount: number; leadId: string }>,
): Card {
  if (stories.size === 0) return card
  const own = card.story && stories.get(card.story.id)
  const story = own ?? [...stories.values()].find(({ leadId }) => leadId === card.id)
  if (!story) return card
  const { id, articleCount, sourceCount } = story
  return { ...card, story: { id, articleCount, sourceCount } }
}
