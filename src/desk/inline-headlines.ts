import type { Token } from '../arabic/tokens.ts'
import { lettersHash } from '../arabic/word-hash.ts'
import type { DeliveredLink } from '../entities/delivered-article.ts'
import { leadLength } from '../linking/headline-form.ts'
import { headlineKey } from '../linking/keys.ts'
import type { Draft } from './draft.ts'
import type { Window } from './window.ts'

/** A headline of fewer words may be a heading of the text. */
const LEAST_WORDS = 4
const MAX_LETTERS = 250

/**
 * The lines of a text that are, to the letter as they are compared, headlines of other recent articles of its publisher: editors
 * put what to read next between the paragraphs. The draft has been read.
 */
export function inlineHeadlines(draft: Draft, window: Window): DeliveredLink[] {
  const read = new Map(draft.read?.paragraphs.map(({ text, tokens }) => [text, tokens]))
  return (draft.blocks ?? []).flatMap(({ kind, text, url }) => {
    if (kind !== 'PARAGRAPH' && kind !== 'HEADING') return []
    const words = text.length > MAX_LETTERS ? undefined : read.get(text)
    const isTitle = words !== undefined && holdsTitle(text, words, draft, window)
    return isTitle ? [{ headline: text, url: url ?? null, excerpt: null, concatenated: false }] : []
  })
}

/** Whether a line is the title of another article, as it stands or behind the words that point to it. */
function holdsTitle(text: string, words: readonly Token[], draft: Draft, window: Window): boolean {
  return [...new Set([0, leadLength(words)])].some((from) => {
    const title = from === 0 ? words : words.slice(from)
    if (title.length < LEAST_WORDS || !window.mayBeTitle(lettersHash(title))) return false
    const named = window.titled(headlineKey(text.slice(title[0]!.start)), draft.sourceId)
    return named !== null && named !== draft.id
  })
}
