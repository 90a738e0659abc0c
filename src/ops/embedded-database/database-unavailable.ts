/** The embedded database cannot be had: the message says why, what to do, and ends with the server's own last words. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'

  constructor(sentence: string, options: { words?: string; cause?: unknown } = {}) {
    const words = options.words?.trim()
    super(words ? `${sentence}\n${words}` : sentence, { cause: options.cause })
  }
}

/** What an operator can always do instead. */
export const INSTEAD = 'set DATABASE_URL to a PostgreSQL of your own, or SILA_DATA_DIR to another directory'

/** The last lines of what a program printed, bounded so that an error stays readable. */
export function lastLines(text: string, count = 12): string {
  return text.trimEnd().split('\n').slice(-count).join('\n').slice(-4000)
}
