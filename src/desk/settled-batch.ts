import type { OutcomeRow } from '../stores/inbox-store.ts'

/** What came of one transaction of the desk. */
export interface SettledBatch {
  items: number
  created: number
  changes: number
  position: number
  outcomes: readonly Pick<OutcomeRow, 'outcome'>[]
}

/** The inbox had nothing. */
export const NOTHING: SettledBatch = { items: 0, created: 0, changes: 0, position: 0, outcomes: [] }
