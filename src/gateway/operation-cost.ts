import type { ExecutionResult } from 'graphql'
import { REFUSED_POINTS } from './cost-rates.ts'

/** Values of variables, coerced and with their defaults. */
export type Variables = Readonly<Record<string, unknown>>

/** One `@skip` or `@include` that hangs on a variable. */
export interface Condition {
  readonly variable: string
  readonly wanted: boolean
}

/** A field of a selection, wherever in the document it is asked for. */
export interface CostedField {
  /** Its name in the answer. */
  readonly key: string
  /** Asked for where all of one of these hold; null where always. */
  readonly when: readonly (readonly Condition[])[] | null
  /** Points of the field itself. */
  readonly points: number
  /** Entries of the list or page that its arguments ask for; null where they do not say. */
  readonly length: ((variables: Variables) => number) | null
  /** How many objects it gives: none, one, as many as `length`, as the page that it is part of, or so many. */
  readonly holds: 'nothing' | 'one' | 'length' | 'page' | number
  /** Fields of these objects, by the name of each type that they can be of. */
  readonly fields: readonly (readonly CostedField[])[]
}

/** What a request costs, in points. */
export interface Cost {
  /** The most that it can come to; what is charged before it is executed. */
  readonly requested: number
  /** What it came to. */
  readonly actual: number
}

/** What one operation costs, of which the variables are known. */
export class OperationCost {
  readonly requested: number
  /** Whether its directives leave no field of it. */
  readonly asksNothing: boolean

  constructor(
    private readonly fields: readonly CostedField[],
    variables: Variables,
  ) {
    this.asksNothing = !fields.some(({ when }) => isAsked(when, variables))
    this.requested = Math.max(1, most(fields, variables, 1))
  }

  /** Points of a result. One that was cut off has used what it asked for; one that failed without an answer counts as what is refused. */
  spentOn({ data }: { data?: object | null | undefined }, isCutOff: boolean): number {
    if (isCutOff) return this.requested
    return data == null ? REFUSED_POINTS : this.of(data).actual
  }

  /** @param data what was answered */
  of(data: object): Cost {
    // Of an interface the answer does not tell which type an object was of: never more than was thought to be the most.
    return { requested: this.requested, actual: Math.min(this.requested, Math.max(1, counted(this.fields, data))) }
  }
}

/** A result with `extensions.cost`, where anything was answered. */
export function withCost<Result extends ExecutionResult>(result: Result, cost: OperationCost): Result {
  if (result.data == null) return result
  return { ...result, extensions: { ...result.extensions, cost: cost.of(result.data) } }
}

const isAsked = (when: CostedField['when'], variables: Variables): boolean =>
  when === null || when.some((all) => all.every(({ variable, wanted }) => variables[variable] === wanted))

/** @param page entries of the page that the fields are part of */
function most(fields: readonly CostedField[], variables: Variables, page: number): number {
  let sum = 0
  for (const { when, points, length, holds, fields: inner } of fields) {
    if (!isAsked(when, variables)) continue
    sum += points
    if (holds === 'nothing') continue
    const asked = length?.(variables) ?? page
    const count = holds === 'one' ? 1 : typeof holds === 'number' ? holds : asked
    let each = 0
    for (const ofType of inner) each = Math.max(each, most(ofType, variables, asked))
    sum += count * (1 + each)
  }
  return sum
}

function counted(fields: readonly CostedField[], data: object): number {
  let sum = 0
  for (const { key, points, holds, fields: inner } of fields) {
    if (points === 0 && holds === 'nothing') continue
    const value = (data as Readonly<Record<string, unknown>>)[key]
    if (value === undefined) continue
    sum += points
    if (holds !== 'nothing') sum += objects(value, inner)
  }
  return sum
}

function objects(value: unknown, types: CostedField['fields']): number {
  if (value === null) return 0
  let sum = 0
  if (Array.isArray(value)) {
    for (const entry of value) sum += objects(entry, types)
    return sum
  }
  for (const fields of types) sum = Math.max(sum, counted(fields, value as object))
  return 1 + sum
}
