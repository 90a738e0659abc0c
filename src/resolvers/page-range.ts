import { Int } from 'type-graphql'
import { AppError } from '../errors.ts'
import type { Connection, PageInfoType } from '../schema/connections.ts'
import { MAX_LENGTH } from '../schema/list-bounds.ts'
import type { Page, PageRange } from '../stores/page.ts'

type Maybe<T> = T | null | undefined

/** The type of a `first` argument. */
export const FIRST = () => Int
/** The options of a `first` argument. */
export const defaultsTo = (length: number) => ({
  nullable: true as const,
  defaultValue: length,
  description: `العدد، من 0 إلى ${MAX_LENGTH}\nHow many, 0 to ${MAX_LENGTH}.`,
})

/** A length within its bounds; null is as good as left out. Throws BAD_USER_INPUT. */
export function lengthOf(asked: Maybe<number>, otherwise: number, argument = 'first'): number {
  const length = asked ?? otherwise
  if (length >= 0 && length <= MAX_LENGTH) return length
  throw new AppError('BAD_USER_INPUT', `'${argument}' is ${length}; it must be from 0 to ${MAX_LENGTH}`, {
    argument,
    minimum: 0,
    maximum: MAX_LENGTH,
  })
}

/** The part of a list that paging arguments name. Throws BAD_USER_INPUT. */
export function pageRange(
  given: { first?: Maybe<number>; last?: Maybe<number>; after?: Maybe<string>; before?: Maybe<string> },
  otherwise: number,
): PageRange {
  const { first, last } = given
  if (first != null && last != null) {
    throw new AppError('BAD_USER_INPUT', "'first' and 'last' cannot be given together", { first, last })
  }
  return {
    first: last == null ? lengthOf(first, otherwise) : null,
    last: last == null ? null : lengthOf(last, otherwise, 'last'),
    after: given.after ?? null,
    before: given.before ?? null,
  }
}

/** A page as the Relay cursor specification has it. */
export function connectionOf<Node>({ edges, hasNextPage, hasPreviousPage }: Page<Node>): Connection<Node> {
  const pageInfo: PageInfoType = {
    hasNextPage,
    hasPreviousPage,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  }
  return { edges, nodes: edges.map(({ node }) => node), pageInfo }
}
