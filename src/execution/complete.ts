import type { GraphQLAbstractType, GraphQLLeafType } from 'graphql'
import type { Complete, PlannedField, Run } from './plan.ts'

/** Thrown where a plain success is not what comes of it: then graphql says what does. */
export class NotQuick extends Error {}

type PromiseOrValue<T> = T | Promise<T>
const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

/** The fields of an object, at once where nothing has to be waited for. */
export function readObject(
  fields: readonly PlannedField[],
  source: unknown,
  run: Run,
): PromiseOrValue<Record<string, unknown>> {
  const answer: Record<string, unknown> = {}
  let waiting: Promise<void>[] | null = null
  try {
    for (const field of fields) {
      const { key, complete } = field
      const first = given(field, source, run)
      const value = isPromise(first) ? first.then((settled) => complete(settled, run)) : complete(first, run)
      // In their order, whichever is there first.
      answer[key] = value
      if (!isPromise(value)) continue
      waiting ??= []
      waiting.push(
        value.then((settled) => {
          answer[key] = settled
        }),
      )
    }
  } catch (error) {
    // Nobody waits for them any more.
    for (const each of waiting ?? []) each.catch(() => {})
    throw error
  }
  return waiting === null ? answer : Promise.all(waiting).then(() => answer)
}

function given(field: PlannedField, source: unknown, run: Run): unknown {
  const { resolve, name, info } = field
  if (resolve !== null) return resolve(source, field.argsOf(run), run.context, info)
  const value = (source as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'function' ? value.call(source, field.argsOf(run), run.context, info) : value
}

export const completeObject =
  (type: string, fields: readonly PlannedField[]): Complete =>
  (value, run) => {
    const source = sane(value) ?? null
    if (run.noted !== null) run.noted(type, source)
    if (source === null) return null
    return readObject(fields, source, run)
  }

export function completeNonNull(inner: Complete): Complete {
  const present = (value: unknown): unknown => {
    if (value === null) throw new NotQuick()
    return value
  }
  return (value, run) => {
    const completed = inner(value, run)
    return isPromise(completed) ? completed.then(present) : present(completed)
  }
}

export function completeList(inner: Complete): Complete {
  return (value, run) => {
    if (value == null) return null
    if (!Array.isArray(value)) throw new NotQuick()
    let isWaiting = false
    const entries: unknown[] = []
    try {
      for (const entry of value) {
        const completed = isPromise(entry) ? entry.then((settled) => inner(settled, run)) : inner(entry, run)
        isWaiting ||= isPromise(completed)
        entries.push(completed)
      }
    } catch (error) {
      for (const each of entries) if (isPromise(each)) each.catch(() => {})
      throw error
    }
    return isWaiting ? Promise.all(entries) : entries
  }
}

export function completeLeaf(type: GraphQLLeafType): Complete {
  return (value) => {
    if (value == null) return null
    const serialized = type.serialize(sane(value))
    if (serialized == null) throw new NotQuick()
    return serialized
  }
}

/** @param plans by the name of each type that it can be */
export function completeAbstract(
  resolveType: GraphQLAbstractType['resolveType'],
  plans: ReadonlyMap<string, Complete>,
): Complete {
  return (value, run) => {
    if (value == null) return null
    const name = resolveType
      ? resolveType(sane(value), run.context, undefined as never, undefined as never)
      : (value as { __typename?: string }).__typename
    const plan = typeof name === 'string' ? plans.get(name) : undefined
    if (plan === undefined) throw new NotQuick()
    return plan(value, run)
  }
}

/** A resolver may give an error as a value. */
function sane(value: unknown): unknown {
  if (value instanceof Error) throw value
  return value
}
