import type { DeliveredLink } from '../../src/entities/delivered-article.ts'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import type { InboxItem } from '../../src/stores/inbox-store.ts'
import { inboxItem, link, paragraphs } from './desk-room.ts'

const TITLES = [
  'هدنة في غزة',
  'وساطة القاهرة',
  'زلزال كريت',
  'قمة الدوحة',
  'أسعار النفط',
  'انتخابات تونس',
  'سد النهضة',
  'بطولة الخليج',
]
const TEXTS = [
  'وساطة القاهرة والدوحة لوقف إطلاق النار وتبادل الأسرى والرهائن في غزة',
  'زلزال قوي يضرب جزيرة كريت اليونانية ويثير الذعر بين السكان والسياح',
  'أسعار النفط ترتفع بعد اجتماع منظمة الدول المصدرة وخفض الإنتاج اليومي',
  'انتخابات رئاسية جديدة وسط مقاطعة أحزاب المعارضة ومراقبة دولية محدودة',
]
const TAGS = ['غزة', 'القاهرة', 'نفط', 'زلازل', 'رياضة', 'تونس']

/**
 * Items of few titles, addresses and GUIDs, so that they meet in every way there is: told again, revised, moved, merged,
 * linked before and after. One seed always gives the same.
 */
export function randomItems(seed: number, count: number): InboxItem[] {
  const random = seededRandom(`items ${seed}`)
  const below = (bound: number): number => Math.floor(random() * bound)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const some = <T>(list: readonly T[], most: number): T[] => Array.from({ length: below(most + 1) }, () => pick(list))
  const maybe = <T>(chance: number, make: () => T): T | null => (random() < chance ? make() : null)
  const address = () => `https://one.example/${below(8)}`
  const links = (): DeliveredLink[] =>
    some(TITLES, 4).map((headline) =>
      link(headline, { url: maybe(0.3, address), excerpt: maybe(0.2, () => 'مقدمة'), concatenated: random() < 0.1 }),
    )

  return Array.from({ length: count }, () => {
    const slug = pick(['one', 'one', 'two'])
    const dated = random() < 0.7
    return inboxItem({
      source: { slug },
      channel: pick([`push:${slug}`, `files:${slug}`, 'feed:1']),
      title: pick(TITLES) + (random() < 0.2 ? ` ${below(3)}` : ''),
      url: maybe(0.6, address),
      guid: maybe(0.4, () => String(below(6))),
      excerpt: maybe(0.4, () => pick(TEXTS)),
      blocks: maybe(0.7, () => paragraphs(...some(TEXTS, 3), pick(TEXTS))),
      authors: maybe(0.3, () => [pick(['أحمد', 'سارة'])]),
      taggings: some(TAGS, 3).map((label) => ({ label, origin: pick(['PUBLISHER', 'SITE_MENU']), confidence: 1 })),
      publishedAt: dated ? `2026-03-${pick(['08', '09', '10'])}T0${below(9)}:00:00Z` : null,
      publishedAtPrecision: dated ? pick(['TIME', 'DAY']) : 'OBSERVED',
      observedAt: maybe(0.4, () => `2026-03-${pick(['09', '10'])}T0${below(9)}:30:00Z`),
      readAlso: maybe(0.5, links),
      similar: maybe(0.4, links),
    })
  })
}
