import { createHash } from 'node:crypto'
import { type ExecutionArgs, getOperationAST, Kind, print } from 'graphql'
import type { Caller, Context } from '../context.ts'
import { canonicalJson } from '../entities/canonical-json.ts'
import { ChangeCursorScalar } from '../schema/scalars.ts'

/**
 * The name of a group: all who bear it get equal bytes. Equal are the document, the operation, what the field selects, every variable,
 * and who asks as far as an answer can depend on it. Only variables for cursors are left out: they say where somebody begins.
 */
export function groupKey(selection: string, args: ExecutionArgs): string {
  const { document, operationName, variableValues } = args
  const cursors = cursorVariables(args)
  const others = Object.entries(variableValues ?? {}).filter(([name]) => !cursors.has(name))
  const text = document.loc?.source.body ?? print(document)
  const { caller } = args.contextValue as Context
  const parts = [text, operationName ?? null, selection, canonicalJson(Object.fromEntries(others)), rightsOf(caller)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64')
}

/** Two callers for whom this differs may be told different things. */
function rightsOf({ scopes, partner, keyId }: Caller): string {
  return JSON.stringify([[...scopes].sort(), partner, keyId])
}

/** Nothing but the field of a subscription takes a cursor of the log: within an event there is none to go on from. */
function cursorVariables({ document, operationName }: ExecutionArgs): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { type, variable } of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
    const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type
    if (named.kind === Kind.NAMED_TYPE && named.name.value === ChangeCursorScalar.name) names.add(variable.name.value)
  }
  return names
}
