import { fold } from '../arabic/fold.ts'
import { stripArticle } from '../arabic/light-stem.ts'
import { STOP_WORDS } from '../arabic/stop-words.ts'
import type { Block } from '../entities/delivered-article.ts'

/** How many terms an article keeps: enough for its names and topics, few enough for a row. */
const TERMS_KEPT = 40
const TITLE_WEIGHT = 4
const LEAD_WEIGHT = 2

/** The terms of an article, most significant first: those of the title, then of the lead, then the frequent ones. */
export function termsOf(title: string, excerpt: string | null, blocks: readonly Block[] | null): string[] {
  const weights = new Map<string, number>()
  const count = (text: string, weight: number) => {
    for (const term of termsIn(text)) weights.set(term, (weights.get(term) ?? 0) + weight)
  }
  const body = (blocks ?? []).filter((block) => block.kind !== 'EMBED')
  count(title, TITLE_WEIGHT)
  count(excerpt ?? body[0]?.text ?? '', LEAD_WEIGHT)
  for (const block of body) count(block.text, 1)
  return [...weights]
    .sort(([, a], [, b]) => b - a)
    .slice(0, TERMS_KEPT)
    .map(([term]) => term)
}

const WORD = /\p{L}{3,}/gu

/** The words of a text that tell something, folded as a whole, which is much faster than word by word. */
function termsIn(text: string): string[] {
  const terms: string[] = []
  for (const word of fold(text).match(WORD) ?? []) {
    if (STOP_WORDS.has(word)) continue
    const term = stripArticle(word)
    if (!STOP_WORDS.has(term)) terms.push(term)
  }
  return terms
}
