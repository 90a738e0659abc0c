import { randomUUID } from 'node:crypto'
import { type ExecutionResult, type GraphQLFormattedError, getOperationAST, getVariableValues } from 'graphql'
import type { Context } from '../context.ts'
import { type Execute, quickExecution } from '../execution/quick-execution.ts'
import { encodeChangeCursor } from '../stores/change-cursor.ts'
import type { LoggedChange } from '../stores/change-store.ts'
import { createLoaders, type Loaders } from '../stores/loaders.ts'
import type { CostedArgs } from './costed-args.ts'
import { hasFailedForNow } from './passing-failure.ts'
import { persistently } from './persistently.ts'
import type { ResultCache } from './result-cache.ts'
import type { LiveSelection } from './selected-changes.ts'
import { LivePayload } from './sink.ts'
import type { Subscriber } from './subscriber.ts'
import type { Turnstile } from './turnstile.ts'

/** Events that wait to be executed; with one more, the group's subscribers are served from the log until it has caught up. */
const MAX_DUE = 1_000
/** Events executed at once. */
const AT_ONCE = 20
/** Subscribers sent to before others have their turn. */
const SENT_AT_ONCE = 1_000

/** Changes that reached the tail together: what is read for one of their groups serves all. */
export interface LiveBatch {
  epoch: string
  loaders: Loaders
}

/** A matching change, or a place up to which there was silence. */
type Due = { batch: LiveBatch; position: number; change: LoggedChange | null }

/** What is told of a place: an event, nothing, or the word how far it is. */
export interface Told {
  position: number
  payload: LivePayload | null
  isWord: boolean
}

/** What groups share. */
export interface GroupTerms {
  readonly cache: ResultCache
  /** How many groups execute at the same moment. */
  readonly turnstile: Turnstile
  readonly closing: AbortSignal
  /** The form in which clients see an error. */
  formatted(error: unknown, requestId: string): GraphQLFormattedError
  now(): number
}

/** All who asked the same with the same rights. An event is executed once for them, and written down once. */
export class Group {
  /** How many are in it, live or behind. */
  size = 0
  /** When anything was last said to it. */
  saidAt: number
  readonly #live = new Set<Subscriber>()
  readonly #due: Due[] = []
  readonly #context: Context
  readonly #execution: Execute
  readonly #costed: CostedArgs['costed']
  #done = -1
  #isSending = false

  constructor(
    readonly key: string,
    readonly selection: LiveSelection,
    args: CostedArgs,
    private readonly terms: GroupTerms,
  ) {
    // The log is told under a name of the group: its founder's is nobody else's business.
    this.#context = { ...(args.contextValue as Context), requestId: randomUUID() }
    this.#execution = executionOf(args)
    this.#costed = args.costed
    this.saidAt = terms.now()
  }

  get isQuiet(): boolean {
    return this.#due.length === 0 && this.#live.size > 0
  }

  /** The first place that has not been sent to those who are live, where everything up to `position` has been offered. */
  nextAfter(position: number): number {
    return this.#due[0]?.position ?? Math.max(position, this.#done) + 1
  }

  enter(subscriber: Subscriber): void {
    this.#live.add(subscriber)
  }

  leave(subscriber: Subscriber): void {
    this.#live.delete(subscriber)
    if (this.#live.size === 0) this.#due.length = 0
  }

  /** Takes a matching change, or with null the word that there was none up to here. Places come in their order. */
  offer(batch: LiveBatch, position: number, change: LoggedChange | null): void {
    if (this.#live.size === 0) this.#done = position
    else if (this.#due.length < MAX_DUE) this.#due.push({ batch, position, change })
    else this.fallBehind()
  }

  /** The log has been replaced: its places mean nothing any more. */
  beginAnew(): void {
    this.fallBehind()
    this.#done = -1
  }

  /** All who are live are served from the log from now on, after what was sent to them. */
  fallBehind(): void {
    this.#due.length = 0
    for (const subscriber of this.#live) subscriber.fallBehind(this.#done)
  }

  /** Sends what is due. */
  async send(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    try {
      while (this.#due.length > 0 && !this.terms.closing.aborted) await this.terms.turnstile.run(() => this.#sendSome())
    } catch (error) {
      for (const subscriber of this.#live) subscriber.fail(error)
      this.#due.length = 0
    } finally {
      this.#isSending = false
    }
  }

  /** The results of changes in their order; null where there is nothing to tell. Throws UNAVAILABLE. */
  async results(
    epoch: string,
    changes: readonly LoggedChange[],
    loaders: Loaders,
  ): Promise<readonly (LivePayload | null)[] | undefined> {
    let given: Loaders | undefined = loaders
    return await persistently(() => {
      // What a loader failed to read it remembers; the next attempt has its own.
      const context = { ...this.#context, loaders: given ?? this.newLoaders() }
      given = undefined
      return this.#resultsOnce(epoch, changes, context)
    }, this.terms.closing)
  }

  /** Loaders that remember: for what is read within one moment. */
  newLoaders(): Loaders {
    return createLoaders(this.#context.stores, { cache: true })
  }

  /** The result that tells how far a silent subscription is; null where the field tells no such thing. */
  async silence(epoch: string, position: number): Promise<LivePayload | null> {
    const cursor = encodeChangeCursor({ epoch, position })
    const root = this.selection.checkpoint?.(cursor, this.#context.now())
    if (root === undefined) return null
    const name = `silence ${cursor}`
    return await (this.#cached(name) ?? this.#kept(name, () => this.#execute(root, cursor, this.#context)))
  }

  async #sendSome(): Promise<void> {
    const first = this.#due[0]
    if (first === undefined) return
    const some = this.#due.slice(0, AT_ONCE).filter(({ batch }) => batch === first.batch)
    const { epoch, loaders } = first.batch
    const changes = some.flatMap(({ change }) => change ?? [])
    const results = await this.results(epoch, changes, loaders)
    if (results === undefined) return
    let index = 0
    const told: Told[] = []
    for (const { position, change } of some) {
      if (change !== null) told.push({ position, payload: results[index++]!, isWord: false })
      else told.push({ position, payload: await this.silence(epoch, position), isWord: true })
    }
    let sent = 0
    for (const subscriber of this.#live) {
      // They may have fallen behind meanwhile; then this is told from the log.
      if (this.#due[0] !== first) return
      subscriber.send(epoch, told)
      if (++sent % SENT_AT_ONCE === 0) await new Promise(setImmediate)
    }
    if (this.#due[0] !== first) return
    this.#due.splice(0, some.length)
    this.#done = some.at(-1)!.position
    if (told.some(({ payload, isWord }) => payload !== null || isWord)) this.saidAt = this.terms.now()
  }

  async #resultsOnce(
    epoch: string,
    changes: readonly LoggedChange[],
    context: Context,
  ): Promise<(LivePayload | null)[]> {
    const cursors = changes.map(({ position }) => encodeChangeCursor({ epoch, position }))
    const known = cursors.map((cursor) => this.#cached(cursor))
    const missing = changes.filter((_, index) => known[index] === undefined)
    const events = missing.length === 0 ? undefined : this.selection.events(epoch, missing, context)
    let place = 0
    return await Promise.all(
      cursors.map((cursor, index) => {
        const result = known[index]
        if (result !== undefined) return result
        const mine = place++
        return this.#kept(cursor, async () => {
          const event = (await events)?.[mine] ?? null
          return event === null ? null : await this.#execute(event, cursor, context)
        })
      }),
    )
  }

  #cached(name: string): Promise<LivePayload | null> | undefined {
    return this.size > 1 ? this.terms.cache.get(`${this.key} ${name}`) : undefined
  }

  #kept(name: string, make: () => Promise<LivePayload | null>): Promise<LivePayload | null> {
    const result = make()
    // Who is alone in his group shares with nobody.
    if (this.size > 1) this.terms.cache.set(`${this.key} ${name}`, result)
    return result
  }

  async #execute(rootValue: object, cursor: string, contextValue: Context): Promise<LivePayload> {
    const result = await this.#execution(rootValue, contextValue)
    const costed = this.#costed?.(result) ?? result
    return new LivePayload(JSON.stringify(this.#visible(costed)), cursor)
  }

  #visible({ errors, ...result }: ExecutionResult): object {
    if (errors === undefined) return result
    const failure = errors.find(hasFailedForNow)
    if (failure !== undefined) throw failure
    return { errors: errors.map((error) => this.terms.formatted(error, this.#context.requestId)), ...result }
  }
}

function executionOf({ schema, document, operationName, variableValues: variables }: CostedArgs): Execute {
  const definitions = getOperationAST(document, operationName)!.variableDefinitions ?? []
  // They passed when the subscription was opened.
  const { coerced = {} } = getVariableValues(schema, definitions, variables ?? {})
  return quickExecution(schema, { document, operationName, variables, coerced })
}
