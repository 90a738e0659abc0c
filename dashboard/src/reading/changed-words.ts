import { diffArrays } from 'diff'

/** A run of words that stayed, went or came. */
export interface Run {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** What changed between two texts, in whole words: a mark within an Arabic word would break its letters apart. */
export function changedWords(before: string, after: string): Run[] {
  return diffArrays(words(before), words(after)).map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))
}

/** Words with the space after them. */
const words = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? []
