/** A message on its way to a receiver. */
export interface Posting {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  signal: AbortSignal
}

/** What came of it. */
export interface Posted {
  /** Null where no answer came. */
  status: number | null
  /** What was wrong; null where the receiver took it. */
  error: string | null
  /** What the receiver asks for before the next attempt. */
  retryAfterMs: number | null
}

/** The way out. Gives every expected outcome as a value. */
export type Post = (posting: Posting) => Promise<Posted>
