import { diffArrays } from 'diff'
import type { Block } from '../entities/delivered-article.ts'
import type { ParagraphChange } from '../entities/revision.ts'

/** The paragraphs that differ between two bodies, in order; a removed one beside the added one that took its place. */
export function paragraphChanges(before: readonly Block[], after: readonly Block[]): ParagraphChange[] {
  const changes: ParagraphChange[] = []
  let removed: string[] = []
  const flush = () => {
    for (const text of removed) changes.push({ before: text, after: null })
    removed = []
  }
  for (const part of diffArrays(before.map(printed), after.map(printed))) {
    if (part.removed) removed.push(...part.value)
    else if (part.added) for (const text of part.value) changes.push({ before: removed.shift() ?? null, after: text })
    else flush()
    if (part.added) flush()
  }
  flush()
  return changes
}

const printed = (block: Block): string => block.text || (block.url ?? '')
