import { ApolloLink } from '@apollo/client/link'
import { print } from '@apollo/client/utilities'
import { Observable } from 'rxjs'
import type { SilaClient } from './client.ts'
import type { FollowOptions } from './follow.ts'

/**
 * Carries the subscriptions of an Apollo Client over a Sila client: a document that passes `$after` to its field and selects
 * `cursor` is resumed from the last cursor seen. `optionsOf` gives what an operation does in a gap, and who hears of its state.
 */
export class SilaLink extends ApolloLink {
  constructor(
    readonly client: SilaClient,
    readonly optionsOf: (operation: ApolloLink.Operation) => Omit<FollowOptions, 'signal'> = () => ({}),
  ) {
    super()
  }

  override request(operation: ApolloLink.Operation): Observable<ApolloLink.Result> {
    return new Observable((observer) => {
      const stop = new AbortController()
      const { query, variables, operationName } = operation
      const options = { ...this.optionsOf(operation), variables, operationName, signal: stop.signal }
      this.client
        .subscribe(print(query), options)
        .each((result) => observer.next(result as ApolloLink.Result))
        .then(
          () => observer.complete(),
          (error) => observer.error(error),
        )
      return () => stop.abort()
    })
  }
}
