import type { Resemblance } from './fingerprint.ts'
import { valuesConflict } from './headline-numbers.ts'
import { isRecurring, isSameTemplate, type TemplateTitle } from './template-title.ts'

/** What one text is to another near it: a copy, the next issue of a series, or the same matter in other words. */
export type CopyKind = 'COPY' | 'RECURRING' | 'REWRITE'

/** Jaccard similarity of 3-grams from which two texts are one. */
const COPY = 0.5
/** From here on they are one where the shorter is part of the longer, or where nearly all words are the same. */
const NEAR = 0.3
const PART = 0.8
/** One word in ten replaced breaks one 3-gram in four, but leaves .8 of the words; two reports of one event share less than half. */
const SAME_WORDS = 0.6

/**
 * What a text is to an earlier one; null where they are not near. Headlines have a veto: whatever the texts say, two headlines
 * whose numbers or dates contradict each other report two things, and so do two of one template with other numbers.
 */
export function copyKind(likeness: Resemblance | 'EQUAL' | null, a: TemplateTitle, b: TemplateTitle): CopyKind | null {
  if (likeness === null || (likeness !== 'EQUAL' && likeness.shingles < NEAR)) return null
  const [numbersDiffer, datesDiffer] = [a.numbers.join() !== b.numbers.join(), a.dates.join() !== b.dates.join()]
  const conflict = valuesConflict(a.numbers, b.numbers) || valuesConflict(a.dates, b.dates)
  const isOtherIssue = a.shape === b.shape && (numbersDiffer || datesDiffer)
  if (likeness === 'EQUAL') return conflict || isOtherIssue ? issueOrRewrite(a, b) : 'COPY'
  if (isRecurring(a, b)) return 'RECURRING'
  if (conflict || (isSameTemplate(a, b) && numbersDiffer)) return 'REWRITE'
  // Of a series of one source, the same under another title is another town or another league.
  if (a.sourceId === b.sourceId && a.isSeries && b.isSeries && a.shape !== b.shape) return 'REWRITE'
  // A text that came again under its headline, worked over.
  if (a.shape === b.shape && !numbersDiffer && !datesDiffer) return 'COPY'
  return isNear(likeness) ? 'COPY' : 'REWRITE'
}

const issueOrRewrite = (a: TemplateTitle, b: TemplateTitle): CopyKind => (isRecurring(a, b) ? 'RECURRING' : 'REWRITE')

const isNear = ({ shingles, contained, words }: Resemblance): boolean =>
  shingles >= COPY || (shingles >= NEAR && (contained >= PART || words >= SAME_WORDS))
