import { AppError } from '../errors.ts'

/** Lists in inputs hold at most so many entries. */
const MAX_ENTRIES = 100

/** A list of an input, or null where it is left out. Throws BAD_USER_INPUT for more than 100 entries. */
export function boundedList<T>(list: T[] | null | undefined, field: string): T[] | null {
  if (list == null) return null
  if (list.length <= MAX_ENTRIES) return list.map((entry) => (typeof entry === 'string' ? storable(entry) : entry) as T)
  throw new AppError('BAD_USER_INPUT', `'${field}' has ${list.length} entries; at most ${MAX_ENTRIES} are allowed`, {
    field,
    maximum: MAX_ENTRIES,
  })
}

/** Text without what PostgreSQL cannot take; what held it then names nothing that is stored. */
export const storable = (text: string): string => text.replaceAll('\0', '_')
