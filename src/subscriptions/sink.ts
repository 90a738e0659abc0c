/** One event of a subscription, executed and written down once for everybody who gets it. */
export class LivePayload {
  readonly #forms = new Map<unknown, Buffer>()

  constructor(
    /** The result of the execution in JSON: `{"data":…}`, with `"errors"` where there are some. */
    readonly json: string,
    /** The place in the log of changes up to which this tells everything. */
    readonly cursor: string,
  ) {}

  /** The bytes of a form that many sinks send alike, made once; `make` is a constant function, and is what names the form. */
  as(make: (payload: LivePayload) => Buffer): Buffer {
    const made = this.#forms.get(make)
    if (made !== undefined) return made
    const bytes = make(this)
    this.#forms.set(make, bytes)
    return bytes
  }
}

/** The receiving end of one subscription, over whatever transport. Nothing here waits, and nothing throws. */
export interface Sink {
  /** Sends one event. */
  next(payload: LivePayload): void
  /** What is sent between the two leaves together, where that is cheaper. */
  cork?(): void
  uncork?(): void
  /** Says how far a silent subscription is, where the transport has a way to (`id:` of SSE). */
  position?(cursor: string): void
  /** Events may be sent: the connection has not more waiting than its budget. Where false, `onDrained` follows or the end of the connection. */
  readonly hasRoom: boolean
  /** Calls once, when there is room again for a good while. Called while `hasRoom` is false. */
  onDrained(listener: () => void): void
  /** The last word: the subscription ends with errors (an AppError or whatever was thrown), unformatted. */
  fail(error: unknown): void
  /** The last word: the subscription ends because the server closes. */
  complete(): void
}
