import { type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql'
import type { Context } from '../context.ts'
import { quickExecution } from '../execution/quick-execution.ts'
import type { CostedArgs } from '../subscriptions/costed-args.ts'
import type { Asker } from './authenticate.ts'
import type { ResponseCache } from './caching/response-cache.ts'
import { standingAnswer } from './caching/standing-answers.ts'
import type { Asked, DocumentGate } from './documents/document-gate.ts'
import type { Admitted, Gatekeeper } from './gatekeeper.ts'
import { withCost } from './operation-cost.ts'
import { inOperationSpan } from './operation-span.ts'
import { isUnavailable } from './public-error.ts'
import { abandon, withDeadline } from './request-signal.ts'
import type { Traffic } from './traffic.ts'

/** What a context is made from; `live` where it outlasts a request, and loaders must not remember. */
export interface ContextRequest {
  requestId: string
  live: boolean
  /** Says when nobody waits for what is read any more; null where that is not told. */
  signal: AbortSignal | null
  /** Whether a copy of the database will do, so long as it is not behind what this node has seen. */
  mayLag?: boolean
}

/** Makes what resolvers have at hand. */
export type ContextFactory = (asker: Asker, request: ContextRequest) => Context

/** A query or mutation that runs once; `abandon` cancels what it reads. */
export interface Runnable {
  kind: 'single'
  args: CostedArgs
  run(): Promise<ExecutionResult>
  abandon(): void
}

/** An operation that has been paid for, or why it is not executed. */
export type Begun =
  | { kind: 'refused'; errors: readonly GraphQLError[] }
  | { kind: 'subscription'; args: CostedArgs }
  | Runnable

interface RunnerOptions {
  gatekeeper: Pick<Gatekeeper, 'charge'>
  gate: Pick<DocumentGate, 'called'>
  /** Where answers to documents stand while the database is away. */
  cache: Pick<ResponseCache, 'findStanding'>
  contextOf: ContextFactory
  timeoutMs: number
  /** Hears that something was changed, before the answer that says so. */
  onMutation(): void
  /** Counts what is run; nothing is counted without it. */
  traffic?: Pick<Traffic, 'ran' | 'subscribed'> | null
}

/** Charges and executes what comes over WebSocket or as a stream. */
export class OperationRunner {
  constructor(private readonly options: RunnerOptions) {}

  /** Throws RATE_LIMITED. */
  async begin(admission: Asked, asker: Asker, requestId: string): Promise<Begun> {
    const { gatekeeper, gate, cache, contextOf, timeoutMs, onMutation, traffic } = this.options
    const charge = await gatekeeper.charge(asker, admission)
    if (admission.kind === 'refused') return admission
    const { lookup } = admission
    if (admission.operation === OperationTypeNode.SUBSCRIPTION) {
      gate.called(lookup, { failed: false, cost: admission.cost.requested })
      traffic?.subscribed(admission)
      return {
        kind: 'subscription',
        args: argsOf(admission, contextOf(asker, { requestId, live: true, signal: null })),
      }
    }
    const gone = new AbortController()
    // What has begun to change something is not broken off half way.
    const signal = admission.operation === OperationTypeNode.QUERY ? gone.signal : null
    const args = argsOf(admission, contextOf(asker, { requestId, live: false, signal }))
    /** While the record cannot be looked at, what was known of a document before is told. */
    const standing = (): ExecutionResult | null => {
      if (lookup.document === null || signal === null) return null
      const found = standingAnswer(cache, asker, lookup.request.query, admission)
      if (found === null) return null
      const { body, cost } = found.answer
      charge.settle(cost.actual)
      gate.called(lookup, { failed: false, cost: cost.actual })
      return JSON.parse(body.toString()) as ExecutionResult
    }
    return {
      kind: 'single',
      args,
      abandon: () => abandon(gone),
      async run() {
        const early = standing()
        if (early !== null) return early
        const deadline = withDeadline(gone, timeoutMs)
        const began = performance.now()
        const result = await executed(admission, args)
        deadline.done()
        traffic?.ran(admission, result.errors !== undefined, (performance.now() - began) / 1_000)
        if (admission.operation === OperationTypeNode.MUTATION) onMutation()
        const failed = result.errors !== undefined
        const away = signal === null ? undefined : result.errors?.find(isUnavailable)
        const late = away && standing()
        if (late) return late
        const isCutOff = failed && signal?.aborted === true
        const spent = admission.cost.spentOn(result, isCutOff)
        charge.settle(spent)
        gate.called(lookup, { failed, cost: spent })
        if (isCutOff) return { errors: [asGraphQL(signal.reason)] }
        // What came of it before is no answer.
        return away === undefined ? withCost(result, admission.cost) : { errors: [away] }
      },
    }
  }
}

const asGraphQL = (cause: Error): GraphQLError => new GraphQLError(cause.message, { originalError: cause })

function executed(admitted: Admitted, args: CostedArgs): Promise<ExecutionResult> {
  const { document, operationName, coerced } = admitted
  const execute = quickExecution(args.schema, { document, operationName, variables: args.variableValues, coerced })
  return inOperationSpan(admitted, () => execute(undefined, args.contextValue))
}

const argsOf = ({ argsFor, cost }: Admitted, context: Context): CostedArgs => ({
  ...argsFor(context),
  costed: (result) => withCost(result, cost),
})
