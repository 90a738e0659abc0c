import { type ChangeObject, diffArrays } from 'diff'
import type { Block } from '../entities/delivered-article.ts'
import type { ParagraphChange } from '../entities/revision.ts'

/** Insertions and removals looked for between two bodies; the cost grows with their square. Beyond it the whole text is new. */
const MAX_EDITS = 1_000

/** The paragraphs that differ between two bodies, in order; a removed one beside the added one that took its place. */
export function paragraphChanges(before: readonly Block[], after: readonly Block[]): ParagraphChange[] {
  const changes: ParagraphChange[] = []
  let removed: string[] = []
  const flush = () => {
    for (const text of removed) changes.push({ before: text, after: null })
    removed = []
  }
  for (const part of difference(before.map(printed), after.map(printed))) {
    if (part.removed) removed = removed.concat(part.value)
    else if (part.added) for (const text of part.value) changes.push({ before: removed.shift() ?? null, after: text })
    else flush()
    if (part.added) flush()
  }
  flush()
  return changes
}

function difference(before: string[], after: string[]): Part[] {
  const parts: Part[] | undefined = diffArrays(before, after, { maxEditLength: MAX_EDITS })
  return (
    parts ?? [
      { value: before, removed: true, added: false },
      { value: after, removed: false, added: true },
    ]
  )
}

type Part = Pick<ChangeObject<string[]>, 'value' | 'added' | 'removed'>

const printed = (block: Block): string => block.text || (block.url ?? '')
