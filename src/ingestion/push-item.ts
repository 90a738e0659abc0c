import type { ArticleItem, RelatedItem } from '../entities/article-item.ts'
import { DatePrecision } from '../entities/enums.ts'
import { readMoment } from '../entities/rfc3339.ts'

/** A pushed article with the types that it should have, or where it has not. */
export type ReadItem = { ok: true; item: ArticleItem } | { ok: false; field: string[]; needed: Needed }

/** What a field has to be. */
export type Needed = keyof typeof NEEDED
export const NEEDED = {
  object: { en: 'an object', ar: 'كائناً' },
  text: { en: 'a string', ar: 'نصاً' },
  list: { en: 'a list of at most 100 entries', ar: 'قائمة من 100 عنصر على الأكثر' },
  url: { en: 'an absolute http or https URL', ar: 'عنوان http أو https كاملاً' },
  moment: {
    en: 'RFC 3339 with an offset, such as 2025-05-02T14:56:11Z',
    ar: 'تاريخاً بصيغة RFC 3339 مع المنطقة الزمنية',
  },
  precision: { en: 'TIME, DAY or OBSERVED', ar: 'TIME أو DAY أو OBSERVED' },
  title: { en: 'a title, or a text to take one from', ar: 'عنواناً، أو نصاً يؤخذ منه عنوان' },
} as const

/** Lists in inputs hold at most so many entries. */
const MAX_ENTRIES = 100

class Misfit extends Error {
  constructor(
    readonly field: string[],
    readonly needed: Needed,
  ) {
    super(field.join('.'))
  }
}

type Read<T> = (value: unknown, field: string[]) => T

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

/** Null means the same as left out. */
const optional =
  <T>(read: Read<T>): Read<T | null> =>
  (value, field) =>
    isGiven(value) ? read(value, field) : null

const text: Read<string> = (value, field) => {
  if (typeof value === 'string') return value
  throw new Misfit(field, 'text')
}
const url: Read<string> = (value, field) => {
  if (typeof value === 'string' && /^https?:\/\//i.test(value.trim()) && URL.canParse(value)) return value
  throw new Misfit(field, 'url')
}
const moment: Read<string> = (value, field) => {
  const read = typeof value === 'string' ? readMoment(value) : null
  if (read === null) throw new Misfit(field, 'moment')
  return value as string
}
const precision: Read<DatePrecision> = (value, field) => {
  if (typeof value === 'string' && Object.hasOwn(DatePrecision, value)) return value as DatePrecision
  throw new Misfit(field, 'precision')
}
const list =
  <T>(read: Read<T>): Read<T[]> =>
  (value, field) => {
    if (!Array.isArray(value) || value.length > MAX_ENTRIES) throw new Misfit(field, 'list')
    return value.map((entry, index) => read(entry, [...field, String(index)]))
  }
const object = (value: unknown, field: string[]): Record<string, unknown> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Misfit(field, 'object')
}
const related: Read<RelatedItem> = (value, field) => {
  const { headline, url: address, excerpt } = object(value, field)
  return {
    headline: text(headline, [...field, 'headline']),
    url: optional(url)(address, [...field, 'url']),
    excerpt: optional(text)(excerpt, [...field, 'excerpt']),
  }
}

/** Every field of ArticleInput; others are not read. */
const FIELDS = {
  guid: optional(text),
  url: optional(url),
  title: optional(text),
  excerpt: optional(text),
  html: optional(text),
  text: optional(text),
  authors: optional(list(text)),
  tags: optional(list(text)),
  image: optional(url),
  publishedAt: optional(moment),
  publishedAtPrecision: optional(precision),
  language: optional(text),
  readAlso: optional(list(related)),
  similar: optional(list(related)),
} satisfies { [Name in keyof ArticleItem]?: Read<ArticleItem[Name]> }

/** One article of a push. What has no title may have a text to take one from, as in what `parse` prints. */
export function readPushItem(value: unknown): ReadItem {
  try {
    const fields = object(value, [])
    const item: ArticleItem = Object.fromEntries(
      Object.entries(FIELDS).map(([name, read]) => [name, read(fields[name], [name])]),
    )
    if ([item.title, item.excerpt, item.html, item.text].some((given) => given?.trim())) return { ok: true, item }
    throw new Misfit(['title'], 'title')
  } catch (error) {
    if (!(error instanceof Misfit)) throw error
    return { ok: false, field: error.field, needed: error.needed }
  }
}
