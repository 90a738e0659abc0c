import type { Analysis } from '../linking/analysis.ts'
import type { CopyKind } from '../linking/copy-kind.ts'
import type { Printed } from '../linking/headline-index.ts'
import type { Assignment } from '../linking/story-index.ts'

/** An article as the decisions about others see it. */
export interface WindowArticle extends Printed {
  id: string
  title: string
  titleKey: string
  /** Of the change in the log by which its text came, or last changed: its place in the window. */
  order: number
  /** When that was. */
  at: Date
  copyOfId: string | null
  analysis: Analysis
}

/** An article that is in, with the cluster that it was put into and the event there. */
export interface PlacedArticle extends WindowArticle {
  cluster: number
  event: number
}

/** What was decided about an article when it came. */
export interface Placement {
  /** The article whose text its own is closest to, and what it is to it; null where none is near. */
  closest: { id: string; kind: CopyKind } | null
  story: Omit<Assignment, 'because'>
  /** The others that a reader of it may want to see, best first. */
  similar: { id: string; score: number; shared: readonly string[] }[]
}

/** What the window holds: the articles of so many days and so many changes of the log before the newest. */
export interface WindowBounds {
  days: number
  /** No more articles than this. */
  changes: number
}
