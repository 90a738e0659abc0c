import type { ExecutionArgs, ExecutionResult } from 'graphql'

/** What a subscription is executed with, and how a result says what it cost; the same for all who ask the same. */
export interface CostedArgs extends ExecutionArgs {
  costed?: ((result: ExecutionResult) => ExecutionResult) | undefined
}
