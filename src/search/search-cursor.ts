import { decodeCursor, encodeCursor, type KeyPart, type Keyset, numberPart } from '../stores/page.ts'
import type { RankedPlace } from '../stores/ranked-list.ts'
import type { IndexState } from '../stores/search-store.ts'

/** What a ranking rests on. */
export type CursorState = Omit<IndexState, 'epoch' | 'versions'>

/**
 * A place in a ranked list. It carries what the ranking rests on: the end of the log when the first page was made and how common
 * the words were then. So the next page ranks the same articles in the same order, whatever has come meanwhile.
 */
export interface CursorPlace extends RankedPlace {
  state: CursorState
  /** Whether articles that hold only most of the query follow. */
  withMost: boolean
}

const part = (pattern: RegExp): KeyPart => ({
  sql: '',
  text: '',
  cast: 'text',
  parameter: (text) => (pattern.test(text) ? text : null),
})
/** Added to the score of what holds every word, so that one number orders the list. */
const ALL = 1_000
const DECIMAL = /^\d{1,9}(?:\.\d{1,6})?$/
const BASE36 = /^(?:[\da-z]{1,8}(?:\.[\da-z]{1,8}){0,199})?$/
const KEYSET: Keyset = {
  name: 'RELEVANCE',
  parts: [numberPart(''), part(DECIMAL), part(DECIMAL), part(BASE36), part(/^[01]$/), part(DECIMAL), numberPart('')],
  descending: true,
}

export function encodePlace({ state, withMost, holdsAll, score, id }: CursorPlace): string {
  return encodeCursor(KEYSET, [
    String(state.position),
    String(Math.round(state.rows)),
    state.averageLength.toFixed(2),
    state.frequencies.map((frequency) => frequency.toString(36)).join('.'),
    withMost ? '1' : '0',
    (score + (holdsAll ? ALL : 0)).toFixed(6),
    id,
  ])
}

/** Throws BAD_USER_INPUT for a cursor of another list or order. */
export function decodePlace(cursor: string): CursorPlace {
  const [position, rows, averageLength, frequencies, withMost, score, id] = decodeCursor(KEYSET, cursor, 'after')
  return {
    state: {
      position: Number(position),
      rows: Number(rows),
      averageLength: Number(averageLength),
      frequencies: frequencies === '' ? [] : frequencies!.split('.').map((text) => Number.parseInt(text, 36)),
    },
    withMost: withMost === '1',
    holdsAll: Number(score) >= ALL,
    // As it was rounded before.
    score: Number((Number(score) % ALL).toFixed(6)),
    id: id!,
  }
}

/** What is left of a state in a cursor, so that the first page counts with the same numbers as those that follow. */
export const asInCursor = (state: IndexState): IndexState => ({
  ...state,
  rows: Math.round(state.rows),
  averageLength: Number(state.averageLength.toFixed(2)),
})
