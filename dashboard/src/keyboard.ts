import { columns, go, opened, view } from './place.ts'
import { feedOf } from './wall/columns.ts'

/** Keys by their place where the layout writes another script: j is j on an Arabic keyboard too. */
const BY_PLACE: Readonly<Record<string, string>> = { KeyJ: 'j', KeyK: 'k', KeyO: 'o', KeyN: 'n', KeyP: 'p', Slash: '/' }

function keyOf({ key, code }: KeyboardEvent): string {
  return /^[\x20-\x7e]$/.test(key) || key.length > 1 ? key : (BY_PLACE[code] ?? key)
}

/** Listens for j k o / n p, the arrows between columns, and Escape. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement
    if (event.ctrlKey && leaveFeed(target, event.key)) event.preventDefault()
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const writing = target.closest('input, textarea, select, dialog') !== null
    const key = keyOf(event)
    if (key === 'Escape') return leave(target, writing)
    if (writing) return
    const act = ACTIONS[key]
    if (act?.(target) === true) event.preventDefault()
  })
}

function leave(target: HTMLElement, writing: boolean): void {
  if (target.closest('dialog, details[open]')) return
  if (writing) target.blur()
  else if (opened.value !== null) go({ opened: null })
  else if (view.value.kind !== 'wall') go({ view: { kind: 'wall' } })
}

const feedAt = (target: Element): Element | null =>
  target.closest('[role=feed]') ??
  target.closest('.column')?.querySelector('[role=feed]') ??
  document.querySelector('[role=feed]')
const cardsIn = (feed: Element | null): HTMLElement[] => [...(feed?.querySelectorAll<HTMLElement>('.card') ?? [])]

function focus(card: HTMLElement | undefined): boolean {
  card?.focus({ preventScroll: true })
  card?.scrollIntoView({ block: 'nearest' })
  return card !== undefined
}

function step(target: Element, by: 1 | -1): boolean {
  const cards = cardsIn(feedAt(target))
  const card = target.closest<HTMLElement>('.card')
  const at = card === null ? -1 : cards.indexOf(card)
  return focus(cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + by))])
}

function toColumn(target: Element, by: 1 | -1): boolean {
  if (target.closest('.card') === null) return false
  const feeds = [...document.querySelectorAll('.column [role=feed]')]
  const to = feeds[feeds.indexOf(feedAt(target)!) + by]
  return focus(cardsIn(to ?? null)[0])
}

/** Ctrl+Home and Ctrl+End lead out of a feed, before it and behind it, as its pattern has it. */
function leaveFeed(target: Element, key: string): boolean {
  const column = target.closest('[role=feed]')?.closest('.column')
  const behind = column?.querySelector<HTMLElement>('.older') ?? column?.nextElementSibling
  const to = key === 'Home' ? column?.querySelector('button') : key === 'End' ? behind : null
  const found = to?.matches('button') ? (to as HTMLElement) : to?.querySelector<HTMLElement>('button')
  found?.focus()
  return found != null
}

const isRtl = () => document.documentElement.dir === 'rtl'

function onColumn(target: Element, act: (feed: ReturnType<typeof feedOf>) => void): boolean {
  const index = Number(target.closest<HTMLElement>('.column')?.dataset.column ?? 0)
  const column = columns.value[index]
  if (column === undefined || view.value.kind !== 'wall') return false
  act(feedOf(column.filter))
  return true
}

const ACTIONS: Readonly<Record<string, (target: HTMLElement) => boolean>> = {
  j: (target) => step(target, 1),
  k: (target) => step(target, -1),
  PageDown: (target) => target.closest('.card') !== null && step(target, 1),
  PageUp: (target) => target.closest('.card') !== null && step(target, -1),
  ArrowLeft: (target) => toColumn(target, isRtl() ? 1 : -1),
  ArrowRight: (target) => toColumn(target, isRtl() ? -1 : 1),
  o: (target) => open(target),
  Enter: (target) => target.matches('.card') && open(target),
  '/': () => {
    const field = document.querySelector<HTMLInputElement>('#search')
    field?.focus()
    field?.select()
    return field !== null
  },
  n: (target) => onColumn(target, (feed) => feed.showNew()),
  p: (target) =>
    onColumn(target, (feed) => {
      feed.paused.value = !feed.paused.value
    }),
}

function open(target: HTMLElement): boolean {
  const link = target.closest('.card')?.querySelector<HTMLAnchorElement>('h3 a')
  link?.click()
  return link != null
}
