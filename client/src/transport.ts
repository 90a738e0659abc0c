import type { ErrorInfo } from './failure.ts'

/** What is asked: a document, or the id of one that the server knows. */
export interface Operation {
  readonly query?: string
  readonly documentId?: string
  readonly operationName?: string
  readonly variables?: Readonly<Record<string, unknown>>
}

/** One answer. Without `data` nothing was executed. */
export interface Answer<Data = Record<string, unknown>> {
  readonly data?: Data | null
  readonly errors?: readonly ErrorInfo[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** Where the answers of an operation go. */
export interface Receiver {
  /** The operation is on its way over a connection that stands. */
  opened(): void
  /** `cursor` where the transport tells the position itself. */
  next(answer: Answer, cursor?: string): void
}

/** A way to a server that carries subscriptions. */
export interface Transport {
  /** Runs an operation once: settles when the server completes it or the signal says stop, rejects with a Fault. */
  run(operation: Operation, receiver: Receiver, signal: AbortSignal): Promise<void>
  /** Lets go of what stays open between operations. */
  close(): void
}
