/** What a column shows: the fields of `ArticleFilter` that a reader can set. */
export interface ColumnFilter {
  readonly sources?: readonly string[]
  readonly tags?: readonly string[]
  readonly languages?: readonly string[]
  readonly text?: string
  readonly hasReadAlso?: boolean
}

/** A saved filter with the name that the reader gave it; empty where it is told by the filter. */
export interface Column {
  readonly title: string
  readonly filter: ColumnFilter
}

/** What a search is narrowed by. */
export interface SearchPlace {
  readonly query: string
  readonly sources: readonly string[]
  readonly tags: readonly string[]
  /** A day of the calendar, 2026-05-02. */
  readonly day: string | null
  readonly order: 'RELEVANCE' | 'NEWEST'
}

/** The pages of operators; the first is where one comes in. */
const OPERATOR_PAGES = ['feeds', 'queue', 'partners', 'webhooks', 'log'] as const
export type OperatorPage = (typeof OPERATOR_PAGES)[number]

export type View =
  | { kind: 'wall' }
  | { kind: 'trends' }
  | { kind: 'search'; search: SearchPlace }
  | { kind: 'operator'; page: OperatorPage }
export type Opened = { kind: 'article' | 'story'; id: string }

/** All that the address says. */
export interface Place {
  /** Null where the address names none. */
  readonly columns: readonly Column[] | null
  readonly view: View
  readonly opened: Opened | null
}

/** Columns of an address; more are left out. */
export const MOST_COLUMNS = 12
const LISTS = ['sources', 'tags', 'languages'] as const

/** Signs that part a column's words are written so that no word can hold one. */
const escaped = (word: string): string => word.replace(/[%;:,]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
const unescaped = (word: string): string =>
  word.replace(/%(25|3b|3a|2c)/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))

/** A filter as one word, the same for the same filter: `sources:bbc,skynews;text:غزة`. */
export function filterWord(filter: ColumnFilter): string {
  const parts: string[] = LISTS.filter((name) => filter[name]?.length).map(
    (name) => `${name}:${filter[name]!.map(escaped).join(',')}`,
  )
  if (filter.text) parts.push(`text:${escaped(filter.text)}`)
  if (filter.hasReadAlso) parts.push('readAlso:1')
  return parts.join(';')
}

const columnWord = ({ title, filter }: Column): string =>
  [filterWord(filter), ...(title === '' ? [] : [`title:${escaped(title)}`])].filter((part) => part !== '').join(';') ||
  'all'

/** Reads what `columnWord` wrote; what it does not know it leaves out. */
function readColumn(word: string): Column {
  const filter: { -readonly [Name in keyof ColumnFilter]: ColumnFilter[Name] } = {}
  let title = ''
  for (const part of word.split(';')) {
    const at = part.indexOf(':')
    const [name, value] = [part.slice(0, at), part.slice(at + 1)]
    const list = LISTS.find((one) => one === name)
    if (list !== undefined)
      filter[list] = value
        .split(',')
        .filter((item) => item !== '')
        .map(unescaped)
    else if (name === 'text') filter.text = unescaped(value)
    else if (name === 'readAlso') filter.hasReadAlso = true
    else if (name === 'title') title = unescaped(value)
  }
  return { title, filter }
}

/** Reads the address. */
export function readAddress(search: string): Place {
  const given = new URLSearchParams(search)
  const words = given.getAll('column').slice(0, MOST_COLUMNS)
  return {
    columns: words.length > 0 ? words.map(readColumn) : null,
    view: readView(given),
    opened: readOpened(given),
  }
}

function readView(given: URLSearchParams): View {
  const query = given.get('q')
  if (query !== null) {
    const day = given.get('day')
    const order = given.get('order') === 'newest' ? 'NEWEST' : 'RELEVANCE'
    const search = { query, sources: given.getAll('source'), tags: given.getAll('tag'), order } as const
    return { kind: 'search', search: { ...search, day: day !== null && /^\d{4}-\d\d-\d\d$/.test(day) ? day : null } }
  }
  if (given.get('view') === 'operator') {
    return { kind: 'operator', page: OPERATOR_PAGES.find((page) => page === given.get('page')) ?? 'feeds' }
  }
  return { kind: given.get('view') === 'trends' ? 'trends' : 'wall' }
}

function readOpened(given: URLSearchParams): Opened | null {
  for (const kind of ['article', 'story'] as const) {
    const id = given.get(kind)
    if (id) return { kind, id }
  }
  return null
}

/** The address that says it; `?` for one that says nothing. */
export function writeAddress({ columns, view, opened }: Place): string {
  const parts: [name: string, value: string][] = (columns ?? []).map((column) => ['column', columnWord(column)])
  if (view.kind === 'trends') parts.push(['view', 'trends'])
  if (view.kind === 'operator') parts.push(['view', 'operator'], ['page', view.page])
  if (view.kind === 'search') {
    const { query, sources, tags, day, order } = view.search
    parts.push(['q', query])
    for (const source of sources) parts.push(['source', source])
    for (const tag of tags) parts.push(['tag', tag])
    if (day !== null) parts.push(['day', day])
    if (order === 'NEWEST') parts.push(['order', 'newest'])
  }
  if (opened !== null) parts.push([opened.kind, opened.id])
  return `?${parts.map(([name, value]) => `${name}=${encoded(value)}`).join('&')}`
}

/** Letters of any language stay readable; what parts an address does not. */
const encoded = (value: string): string =>
  value.replace(/[^\p{L}\p{N}\p{M}_.,:;~-]/gu, (sign) => (sign === ' ' ? '+' : encodeURIComponent(sign)))

/** Columns with one of them at another place. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const rest = items.filter((_, index) => index !== from)
  rest.splice(Math.max(0, Math.min(to, rest.length)), 0, items[from]!)
  return rest
}
