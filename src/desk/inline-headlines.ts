import type { DeliveredLink } from '../entities/delivered-article.ts'
import { headlineKey } from '../linking/keys.ts'
import type { Draft } from './draft.ts'
import type { Window } from './window.ts'

/** A headline of fewer words may be a heading of the text. */
const LEAST_WORDS = 4
const MAX_LETTERS = 250

/**
 * The lines of a text that are, to the letter as they are compared, headlines of other recent articles of its publisher: editors
 * put what to read next between the paragraphs.
 */
export function inlineHeadlines(draft: Draft, window: Window): DeliveredLink[] {
  const lines = (draft.blocks ?? []).filter(({ kind }) => kind === 'PARAGRAPH' || kind === 'HEADING')
  return lines.flatMap(({ text, url }) => {
    if (text.length > MAX_LETTERS || text.split(/\s+/).length < LEAST_WORDS) return []
    const named = window.titled(headlineKey(text), draft.sourceId)
    return named === null || named === draft.id
      ? []
      : [{ headline: text, url: url ?? null, excerpt: null, concatenated: false }]
  })
}
