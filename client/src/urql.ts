import { type Exchange, type Operation, subscriptionExchange } from '@urql/core'
import type { SilaClient } from './client.ts'
import type { FollowOptions } from './follow.ts'

/**
 * Carries the subscriptions of an urql client over a Sila client: a document that passes `$after` to its field and selects
 * `cursor` is resumed from the last cursor seen. `optionsOf` gives what an operation does in a gap, and who hears of its state.
 */
export function silaExchange(
  client: SilaClient,
  optionsOf: (operation: Operation) => Omit<FollowOptions, 'signal'> = () => ({}),
): Exchange {
  return subscriptionExchange({
    forwardSubscription: ({ query = '', variables, operationName }, operation) => ({
      subscribe(sink) {
        const stop = new AbortController()
        const options = { ...optionsOf(operation), variables: variables as Record<string, unknown>, operationName }
        client
          .subscribe(query, { ...options, signal: stop.signal })
          .each((result) => sink.next(result as Parameters<typeof sink.next>[0]))
          .then(
            () => sink.complete(),
            (error) => sink.error(error),
          )
        return { unsubscribe: () => stop.abort() }
      },
    }),
  })
}
