import type { UserErrorCode } from './enums.ts'

/** What the caller of a mutation can mend: a value in its answer, not an exception. */
export interface UserError {
  code: UserErrorCode
  /** The way to the field within the input; null where it is about the whole. */
  field: string[] | null
  message: { ar: string; en: string }
}
