import { createSourceEventStream, type ExecutionResult, execute, type GraphQLError } from 'graphql'
import type { CostedArgs } from './costed-args.ts'
import type { Hub } from './hub.ts'
import { mappedIterator } from './mapped-iterator.ts'
import { SelectedChanges } from './selected-changes.ts'
import type { Sink } from './sink.ts'
import type { Subscriber } from './subscriber.ts'

/** What came of a wish to subscribe. */
export type Subscription =
  | { kind: 'refused'; errors: readonly GraphQLError[] }
  /** Results go to the sink from `start` on, until `leave` or the sink's last word. */
  | { kind: 'live'; subscriber: Pick<Subscriber, 'start' | 'leave'> }
  /** What is not about the log is executed for each subscriber; the sink is not used. */
  | { kind: 'plain'; results: AsyncIterableIterator<ExecutionResult> }

/**
 * Begins a subscription. Without a hub everything is executed for each subscriber.
 * @param after the cursor after which to begin, whatever the document says; null leaves it to that
 */
export async function openSubscription(
  args: CostedArgs,
  sink: Sink,
  hub: Hub | null,
  after: string | null = null,
): Promise<Subscription> {
  const opened = await createSourceEventStream(args)
  if (!(Symbol.asyncIterator in opened)) return { kind: 'refused', errors: opened.errors ?? [] }
  const source = opened instanceof SelectedChanges && after !== null ? opened.from(after) : opened
  if (source instanceof SelectedChanges && hub !== null)
    return { kind: 'live', subscriber: hub.join(source, args, sink) }
  const { costed = (result) => result } = args
  const executed = async (rootValue: unknown) => costed(await execute({ ...args, rootValue }))
  return { kind: 'plain', results: mappedIterator(source, executed) }
}
