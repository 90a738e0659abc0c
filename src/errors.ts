/** The codes that clients see in `extensions.code`. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'TOO_COMPLEX'
  | 'TIMEOUT'
  | 'UNAVAILABLE'
  | 'PERSISTED_DOCUMENT_NOT_FOUND'
  | 'PERSISTED_DOCUMENT_REQUIRED'
  | 'PERSISTED_DOCUMENT_RETIRED'
  | 'CURSOR_INVALID'
  | 'CURSOR_EXPIRED'
  | 'INTERNAL'

/** A failure that somebody outside can act on: a code for programs, a sentence for people, and what they need to go on. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

/** What the commonest faults of files mean, in words for those who named the file. */
const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'its links lead in a circle',
}

/** The text of whatever was thrown; of a fault of a file its name and what is wrong with it. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, path } = error as NodeJS.ErrnoException
  const fault = path === undefined ? undefined : FILE_FAULTS[code ?? '']
  return fault === undefined ? error.message : `${path}: ${fault}`
}
