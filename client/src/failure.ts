/** An error as a GraphQL answer carries it. */
export interface ErrorInfo {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** Why a subscription or a query was given up, or why it waits for its next attempt. */
export class SilaError extends Error {
  override readonly name = 'SilaError'
  /** The code of the server's first error, or the nearest to what happened: UNAVAILABLE where nobody answered. */
  readonly code: string
  /** The errors of the answer, where there was one. */
  readonly errors: readonly ErrorInfo[]
  /** The close code, where a WebSocket was closed. */
  readonly closeCode?: number

  constructor(code: string, message: string, details: { errors?: readonly ErrorInfo[]; closeCode?: number } = {}) {
    super(message)
    this.code = code
    this.errors = details.errors ?? []
    this.closeCode = details.closeCode
  }
}

/**
 * What ended an attempt. `passing`: the next one may do better, not before `waitMs`. `gap`: the cursor leads nowhere any
 * more. `key`: the key was refused, another may pass. `final`: asking again would bring the same.
 */
export class Fault extends Error {
  constructor(
    readonly kind: 'passing' | 'gap' | 'key' | 'final',
    readonly error: SilaError,
    readonly waitMs = 0,
  ) {
    super(error.message)
  }
}

const KINDS: Readonly<Record<string, Fault['kind']>> = {
  UNAVAILABLE: 'passing',
  TIMEOUT: 'passing',
  RATE_LIMITED: 'passing',
  CURSOR_EXPIRED: 'gap',
  CURSOR_INVALID: 'gap',
  UNAUTHENTICATED: 'key',
}

/** The fault that the errors of an answer tell; the first one counts. */
export function faultOfErrors(errors: readonly ErrorInfo[]): Fault {
  const [first] = errors
  const code = String(first?.extensions?.code ?? 'INTERNAL')
  const error = new SilaError(code, first?.message ?? 'The answer has neither data nor errors', { errors })
  const seconds = Number(first?.extensions?.retryAfter)
  return new Fault(KINDS[code] ?? 'final', error, seconds > 0 ? seconds * 1_000 : 0)
}

/** Statuses below 500 after which the same request may pass. */
const PASSING_STATUSES = [408, 425, 429]

/** The fault that an answer over HTTP tells which is none of GraphQL's, such as that of a proxy. `retryAfter` is the header. */
export function faultOfStatus(status: number, retryAfter: string | null): Fault {
  const waitMs = Number(retryAfter) > 0 ? Number(retryAfter) * 1_000 : 0
  const told = (code: string) => new SilaError(code, `The server answered with status ${status}`)
  if (status >= 500 || PASSING_STATUSES.includes(status)) return new Fault('passing', told('UNAVAILABLE'), waitMs)
  if (status === 401) return new Fault('key', told('UNAUTHENTICATED'))
  return new Fault('final', told(status === 403 ? 'FORBIDDEN' : 'BAD_USER_INPUT'))
}

/** Close codes after which the same again would be closed the same way. All others pass, 1012 and 1013 among them. */
const LAST_CLOSES: Readonly<Record<number, string>> = {
  1002: 'INTERNAL',
  1003: 'BAD_USER_INPUT',
  1007: 'BAD_USER_INPUT',
  1008: 'FORBIDDEN',
  1009: 'BAD_USER_INPUT',
  1010: 'INTERNAL',
  4400: 'BAD_USER_INPUT',
  4401: 'UNAUTHENTICATED',
  4403: 'FORBIDDEN',
  4406: 'BAD_USER_INPUT',
  4409: 'INTERNAL',
  4500: 'INTERNAL',
}
const KEY_REFUSED = 4403
/** Too much was said over a socket within a minute. */
const TOO_MANY = 4429
const TOO_MANY_WAIT_MS = 5_000

/** The fault that the closing of a WebSocket tells. */
export function faultOfClose(closeCode: number, reason: string): Fault {
  const code = LAST_CLOSES[closeCode]
  const message = `The socket was closed with ${closeCode}${reason === '' ? '' : `: ${reason}`}`
  const error = new SilaError(code ?? 'UNAVAILABLE', message, { closeCode })
  if (closeCode === KEY_REFUSED) return new Fault('key', error)
  if (code !== undefined) return new Fault('final', error)
  return new Fault('passing', error, closeCode === TOO_MANY ? TOO_MANY_WAIT_MS : 0)
}

/** The fault of whatever a transport threw: nobody was reached, and that passes. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown
  const { message } = (thrown ?? {}) as { message?: unknown }
  return new Fault('passing', new SilaError('UNAVAILABLE', typeof message === 'string' ? message : String(thrown)))
}
