import { fold } from '../../arabic/fold.ts'
import type { ArticleItem } from '../../entities/article-item.ts'
import type { Thing } from './linked-data.ts'
import { plainLine } from './plain-text.ts'

/** A page behind a paywall shows fewer letters than this. */
const MAX_FREE = 1_200
const MAX_PLEA = 400
/** What pages say in place of their text, folded. */
const PLEA =
  /enable javascript|javascript is (?:disabled|required)|turn on javascript|تفعيل (?:ال)?جافا|(?:subscribe|sign in|log in|register) to (?:read|continue|view)|للمشتركين فقط|للاعضاء فقط|(?:اشترك|سجل الدخول|سجل) (?:لقراءه|لمتابعه|لمواصله)|reserve aux abonnes/

const lettersOf = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0

function feedLetters({ text, html, excerpt }: ArticleItem): number {
  return Math.max(...[text, html, excerpt].map((told) => (told ? lettersOf(plainLine(told)) : 0)))
}

/**
 * Whether a page shows the beginning of its article only: nothing, no more than the feed said, a plea to subscribe or to run
 * programs, or little where its linked data says that it is not free.
 */
export function isTeaser(text: string, article: Thing, item: ArticleItem | null): boolean {
  if (item === null && text.length > 2 * MAX_FREE) return false
  const letters = lettersOf(text)
  if (letters === 0 || (item !== null && letters <= feedLetters(item))) return true
  const isFree = !/^false$/i.test(String(article.isAccessibleForFree ?? 'true'))
  return (!isFree && letters < MAX_FREE) || (letters < MAX_PLEA && PLEA.test(fold(text)))
}
