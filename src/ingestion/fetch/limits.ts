import type { FetchPurpose } from './fetched.ts'

/** How much of an answer's body is taken. */
export interface SizeLimits {
  /** Bytes as they come over the wire. */
  wireBytes: number
  /** Bytes after unpacking. */
  bodyBytes: number
  /** A longer body is left unread from there on; else it is refused whole. */
  cut: boolean
}

/** The bounds of one fetch, redirects included. */
export interface FetchLimits {
  /** From the first look-up to the last byte. */
  totalMs: number
  /** Silence in between: while connecting, before the answer and within it. */
  idleMs: number
  /** A body is given so long to come up to speed … */
  slowAfterMs: number
  /** … and ends where its average has not reached this by then. */
  leastBytesPerSecond: number
  /** Redirects followed; one more is refused. */
  redirects: number
  /** All header lines of one answer. */
  headerBytes: number
  /** What headers, chunk sizes and the like may add to a body's bytes on the wire. */
  framingBytes: number
  /** Interim answers (1xx) before the final one. */
  interimAnswers: number
  /** How many times its packed size a body may have, … */
  ratio: number
  /** … once it is longer than this: small texts pack well. */
  ratioFromBytes: number
  sizes: Readonly<Record<FetchPurpose, SizeLimits>>
}

/** The limits of operation. */
export const FETCH_LIMITS: Readonly<FetchLimits> = Object.freeze({
  totalMs: 20_000,
  idleMs: 10_000,
  slowAfterMs: 5_000,
  leastBytesPerSecond: 1_000,
  redirects: 5,
  headerBytes: 16_384,
  framingBytes: 256_000,
  interimAnswers: 8,
  ratio: 100,
  ratioFromBytes: 1_000_000,
  sizes: Object.freeze({
    feed: Object.freeze({ wireBytes: 2_000_000, bodyBytes: 15_000_000, cut: false }),
    page: Object.freeze({ wireBytes: 2_000_000, bodyBytes: 5_000_000, cut: false }),
    // RFC 9309, 2.5: at least the first 500 KiB are read, whatever the length.
    robots: Object.freeze({ wireBytes: 512_000, bodyBytes: 512_000, cut: true }),
    hub: Object.freeze({ wireBytes: 64_000, bodyBytes: 64_000, cut: true }),
    // Nobody reads it.
    webhook: Object.freeze({ wireBytes: 64_000, bodyBytes: 0, cut: true }),
  }),
})
