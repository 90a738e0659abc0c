/** What transports let one connection and one caller do. */
export interface Limits {
  /** Bytes of a message over WebSocket (a larger one closes the socket with 1009), and of a request for a stream (413). */
  readonly messageBytes: number
  /** Time to send connection_init; then a socket is closed with 4408. */
  readonly initTimeoutMs: number
  /** Sockets and streams of one caller: one more socket is closed with 1013, one more stream refused with 429. */
  readonly socketsOfCaller: number
  /** Sockets of one address that have not said yet who they are; one more is refused before its upgrade with 429. */
  readonly unnamedSockets: number
  /** Operations that one socket has open; one more is refused with RATE_LIMITED, the socket stays. */
  readonly operationsOfSocket: number
  /** Operations that one socket begins in a minute, refused likewise; and its other messages, which close it with 4429. */
  readonly messagesAMinute: number
  /** How often a silent stream says that it lives, so that what is between does not cut it. */
  readonly keepAliveMs: number
  /** What may wait for a connection of live events; with more they are kept in the log alone until it has taken these. */
  readonly waitingBytes: number
  readonly waitingEvents: number
  /** A connection past that budget of which nothing goes for so long, or twice as long where it began to, is ended: its reader comes back by cursor. */
  readonly stalledMs: number
  /** A connection within it that has taken nothing for so long, though something waits for it, is ended likewise. */
  readonly idleWriteMs: number
  /** An operation that reads for so long is cancelled with TIMEOUT. */
  readonly timeoutMs: number
}

export const LIMITS: Limits = {
  messageBytes: 65_536,
  initTimeoutMs: 3_000,
  socketsOfCaller: 100,
  unnamedSockets: 1_000,
  operationsOfSocket: 100,
  messagesAMinute: 200,
  keepAliveMs: 15_000,
  waitingBytes: 1_048_576,
  waitingEvents: 1_000,
  stalledMs: 2_000,
  idleWriteMs: 60_000,
  timeoutMs: 10_000,
}
