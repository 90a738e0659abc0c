import { Backoff } from './backoff.ts'
import { faultOf, faultOfErrors, SilaError } from './failure.ts'
import { type FeedResult, type Followed, type FollowOptions, follow } from './follow.ts'
import {
  type ChangesSubscription,
  type ChangesSubscriptionVariables,
  changesDocument,
  type StartCursorQuery,
  startCursorDocument,
} from './generated.ts'
import { post } from './http.ts'
import { Key, type KeyGiver } from './key.ts'
import { type SseOptions, SseTransport } from './sse.ts'
import { Subscription } from './subscription.ts'
import type { Answer, Operation, Transport } from './transport.ts'
import { WebSocketTransport } from './websocket.ts'

export interface ClientOptions {
  /** The address of the API: `https://news.example/graphql`; subscriptions go there by WebSocket, or to `/stream` under it by SSE. */
  readonly url: string
  /** A key, or a function that gives the one that holds now: it is asked at every connection, and again after a refusal. */
  readonly key?: KeyGiver
  /** By default `websocket` where there is a class for it, else `sse`. */
  readonly transport?: 'websocket' | 'sse'
  /** The class of sockets where there is no global one, as in Node 20: that of the package `ws`. */
  readonly webSocketImpl?: unknown
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch
}

/** A document as text, with the types of its data and variables where the generator of the application gives them. */
export interface TypedDocument<Data, Variables> {
  toString(): string
  __apiType?: (variables: Variables) => Data
}

/** What can be asked: a text, or the id of a document that the server keeps. */
export type Document<Data, Variables> = TypedDocument<Data, Variables> | { readonly documentId: string }

/** One change as `changes` of this client selects it. Expect types that are not among these: the schema may grow. */
export type Change = ChangesSubscription['changes']

export type ChangesOptions = FollowOptions & ChangesSubscriptionVariables

export interface SubscribeOptions<Variables> extends FollowOptions {
  readonly variables?: Variables
  readonly operationName?: string
}

/** A client of a Sila server. */
export class SilaClient {
  readonly #http: SseOptions
  readonly #transport: Transport
  readonly #closed = new AbortController()

  /** Throws a TypeError where the address is none. */
  constructor(options: ClientOptions) {
    const { webSocketImpl = globalThis.WebSocket, transport = webSocketImpl ? 'websocket' : 'sse' } = options
    const url = new URL(options.url)
    url.hash = ''
    const key = new Key(options.key)
    this.#http = { url: url.href, key, fetch: options.fetch ?? ((...request) => fetch(...request)) }
    if (transport === 'websocket') {
      this.#transport = new WebSocketTransport({ url: url.href, key, webSocketImpl })
    } else {
      url.pathname = `${url.pathname.replace(/\/$/, '')}/stream`
      this.#transport = new SseTransport({ ...this.#http, url: url.href })
    }
  }

  /**
   * Everything that happens and matches, from `after` on or from now on, as `Change`. Checkpoints are among it: whoever stores
   * cursors moves on by them where nothing matches for long. A field that failed and may be null is null.
   */
  changes({ filter, types, after, ...options }: ChangesOptions = {}): Subscription<Change> {
    const operation = { query: changesDocument, operationName: 'Changes', variables: { filter, types, after } }
    return this.#subscription(operation, options, async function* (results) {
      for await (const { data, errors } of results) {
        if (data == null) throw faultOfErrors(errors ?? []).error
        yield (data as unknown as ChangesSubscription).changes
      }
    })
  }

  /**
   * Any subscription, as `{ data, errors, cursor }`. To be resumed, a document over `changes` or `articleIngested` passes its
   * variable `$after` to the field and selects `cursor`; and `__typename`, to be told live. `{ documentId }` names a document that the
   * server keeps. Throws a TypeError for a document that would lose events unnoticed.
   */
  subscribe<Data = Record<string, unknown>, Variables extends Record<string, unknown> = Record<string, unknown>>(
    document: Document<Data, Variables>,
    { variables, operationName, ...options }: SubscribeOptions<Variables> = {},
  ): Subscription<FeedResult<Data>> {
    const operation = { ...named(document), operationName, variables }
    return this.#subscription(
      operation,
      options,
      (results) => results as AsyncGenerator<FeedResult<Data>, void, undefined>,
    )
  }

  /** The data of a query over HTTP, asked for as often as it takes while the server is away. Throws a SilaError for other errors. */
  async query<Data = Record<string, unknown>, Variables extends Record<string, unknown> = Record<string, unknown>>(
    document: Document<Data, Variables>,
    variables?: Variables,
    { signal = this.#closed.signal }: { signal?: AbortSignal } = {},
  ): Promise<Data> {
    const { url, key, fetch } = this.#http
    const backoff = new Backoff()
    for (;;) {
      try {
        return await key.use(async (authorization) => {
          const posting = { url, fetch, accept: 'application/json', authorization, signal }
          const response = await post({ ...named(document), variables }, posting)
          const { data, errors } = (await response.json()) as Answer<Data>
          if (data == null || errors !== undefined) throw faultOfErrors(errors ?? [])
          return data
        })
      } catch (error) {
        signal.throwIfAborted()
        const fault = faultOf(error)
        if (fault.kind !== 'passing') throw fault.error
        await backoff.pause(signal, fault.waitMs)
        signal.throwIfAborted()
      }
    }
  }

  /** Ends all subscriptions quietly, and the connection. */
  close(): void {
    this.#closed.abort()
    this.#transport.close()
  }

  #subscription<Item>(
    operation: Operation,
    options: FollowOptions,
    items: (results: AsyncGenerator<FeedResult, void, undefined>) => AsyncGenerator<Item, void, undefined>,
  ): Subscription<Item> {
    const followed = { transport: this.#transport, operation, ...traitsOf(operation), liveCursor: this.#liveCursor }
    const signals = [this.#closed.signal, ...(options.signal ? [options.signal] : [])]
    return new Subscription((signal) => items(follow(followed, options, signal)), signals)
  }

  readonly #liveCursor = async (signal: AbortSignal): Promise<string | null> => {
    try {
      const { articles } = await this.query<StartCursorQuery>(startCursorDocument, undefined, { signal })
      return articles.liveCursor
    } catch (error) {
      // Who may run the documents of a list only, or nothing at all: the subscription itself will tell.
      if (error instanceof SilaError || signal.aborted) return null
      throw error
    }
  }
}

function named(document: Document<unknown, never>): Operation {
  if (typeof document === 'object' && 'documentId' in document) return { documentId: document.documentId }
  return { query: String(document) }
}

/** What can be told of an operation by its text: one that the server keeps is taken to resume like `changes`. */
function traitsOf({ query }: Operation): Pick<Followed, 'resumes' | 'checkpoints'> {
  if (query === undefined) return { resumes: true, checkpoints: true }
  const [field] = /\b(changes|articleIngested)\s*[({]/.exec(query) ?? []
  const resumes = /\$after\b/.test(query)
  if (field !== undefined && !resumes) {
    throw new TypeError(
      'The document must declare $after: ChangeCursor and pass it to its field, or it cannot be resumed',
    )
  }
  return { resumes, checkpoints: field?.startsWith('changes') ?? false }
}
