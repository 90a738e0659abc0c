import { fold } from '../arabic/fold.ts'
import { tokenize } from '../arabic/tokens.ts'

/** A longer query is read up to here, in UTF-16 units. */
export const MAX_LENGTH = 1_000
/** Words of a query that count; each costs a look into the index. */
const MAX_WORDS = 32

/** A word of a query, as typed and folded. */
export interface QueryWord {
  text: string
  folded: string
}

/** A word, several that must stand side by side, or a hashtag, which is one word with its sign. */
export interface QueryTerm {
  kind: 'word' | 'phrase' | 'hashtag'
  words: readonly QueryWord[]
}

/** What a query asks: of every group one term, and none of the excluded ones. */
export interface Query {
  groups: readonly (readonly QueryTerm[])[]
  excluded: readonly QueryTerm[]
}

/** A minus, then what stands in quotation marks or a run without spaces. A mark that is never closed is none. */
const PIECE = /([-−]?)(?:"([^"]+)"|«([^»]+)»|[“”„]([^“”„]+)[“”]|([^\s"«»“”„]+))/gu
/** What joins two parts of one name: «كوفيد-19», «a.b». Other signs part words. */
const PARTING = /[^\p{L}\p{M}\p{N}\u0640\u200C-\u200F\u061C\-_./'’&@+٬,٫]+/u
/** A hashtag: the sign and everything up to what no hashtag holds. */
export const HASHTAG = /[#＃]([\p{L}\p{M}\p{N}_\u0640\u200C-\u200F\u061C]+)/gu
const BEGINS_WITH_HASHTAG = new RegExp(`^${HASHTAG.source}`, 'u')
const OR = /^(?:OR|[\u200E\u200F]*[أا]و[\u200E\u200F]*)$/u
/** The article cut off from its word, as in «الـ20» and «الـ«ناتو»»: index and query leave it out. */
const BARE_ARTICLES: ReadonlySet<string> = new Set(['ال', 'وال', 'بال', 'فال', 'كال', 'لل', 'ولل'])

/** Whether a folded word stands for nothing by itself. */
export const isBareArticle = (folded: string): boolean => BARE_ARTICLES.has(folded)

/** The key of a hashtag: its folded words with the sign; null where nothing of it is left. */
export function hashtagKey(words: string): string | null {
  const folded = fold(words).replace(/_+/g, '_').replace(/^_|_$/g, '')
  return /[\p{L}\p{N}]/u.test(folded) ? `#${folded.replace(/[^\p{L}\p{M}\p{N}_]/gu, '')}` : null
}

/**
 * Reads the query language: words, "phrases", -excluded, OR and «أو» between two terms. Every text is a query: what has no
 * meaning is passed over, and what is too long or has too many words is read as far as the bounds go.
 */
export function parseQuery(text: string): Query {
  const groups: QueryTerm[][] = []
  const excluded: QueryTerm[] = []
  let room = MAX_WORDS
  let joins = false
  const read = text.slice(0, MAX_LENGTH)
  for (const match of read.matchAll(PIECE)) {
    const [, minus, straight, angled, curly, run = ''] = match
    const quoted = straight ?? angled ?? curly
    if (quoted === undefined && minus === '' && OR.test(run)) {
      joins = groups.length > 0
      continue
    }
    const excludes = minus !== '' && !/\S/u.test(read[match.index - 1] ?? ' ')
    for (const term of quoted === undefined ? termsOf(run) : phraseOf(quoted)) {
      if (term.words.length > room) return { groups, excluded }
      room -= term.words.length
      if (excludes) excluded.push(term)
      else if (joins) groups.at(-1)!.push(term)
      else groups.push([term])
      joins = false
    }
  }
  return { groups, excluded }
}

function termsOf(run: string): QueryTerm[] {
  const terms: QueryTerm[] = []
  for (const part of run.split(/(?=[#＃])/u)) {
    const tag = BEGINS_WITH_HASHTAG.exec(part)
    const key = tag === null ? null : hashtagKey(tag[1]!)
    if (key !== null) terms.push({ kind: 'hashtag', words: [{ text: tag![0], folded: key }] })
    const rest = key === null ? part : part.slice(tag![0].length)
    for (const name of rest.split(PARTING)) terms.push(...phraseOf(name))
  }
  return terms
}

function phraseOf(text: string): QueryTerm[] {
  const words = tokenize(text).filter(({ folded }) => !isBareArticle(folded))
  if (words.length === 0) return []
  return [{ kind: words.length === 1 ? 'word' : 'phrase', words: words.map(({ text, folded }) => ({ text, folded })) }]
}
