import { createHash } from 'node:crypto'
import {
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  printSchema,
  typeFromAST,
  valueFromAST,
} from 'graphql'
import type { DocumentOperation } from '../../entities/document.ts'
import { inspectDocument } from '../check-document.ts'
import { OperationCost, type Variables } from '../operation-cost.ts'

/** What a document must hold to. */
export interface DocumentRules {
  schema: GraphQLSchema
  /** Points that one operation may cost. */
  maxCost: number
}

/** Operations of one document. */
const MAX_OPERATIONS = 50

/** What the text of a document asks for, or what is wrong with it. */
export type CheckedText =
  | { kind: 'valid'; operations: DocumentOperation[] }
  | { kind: 'refused'; errors: readonly GraphQLError[] }

/**
 * Checks a text by the rules that hold for every request, and prices its operations: what each can cost at most with the defaults of its
 * variables. One that would be refused even so is refused here.
 */
export function checkText({ schema, maxCost }: DocumentRules, text: string): CheckedText {
  const checked = inspectDocument(schema, text)
  if (checked.kind === 'refused') return checked
  const nodes = checked.document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (nodes.length > MAX_OPERATIONS) {
    const fault = `It has ${nodes.length} operations; at most ${MAX_OPERATIONS} are allowed`
    return { kind: 'refused', errors: [new GraphQLError(fault)] }
  }
  const operations = nodes.map((node) => ({
    name: node.name?.value ?? null,
    type: node.operation,
    cost: new OperationCost(checked.planOf(node), defaultsOf(schema, node)).requested,
  }))
  const errors = operations.flatMap(({ cost }, index) =>
    cost <= maxCost
      ? []
      : [new GraphQLError(`It can cost ${cost} points; at most ${maxCost} are allowed`, { nodes: nodes[index]! })],
  )
  return errors.length > 0 ? { kind: 'refused', errors } : { kind: 'valid', operations }
}

function defaultsOf(schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode): Variables {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, type: node, defaultValue }) => {
      const type = typeFromAST(schema, node)
      return type === undefined || defaultValue === undefined
        ? []
        : [[variable.name.value, valueFromAST(defaultValue, type as Parameters<typeof valueFromAST>[1])]]
    }),
  )
}

const digests = new WeakMap<GraphQLSchema, string>()

/** Hex: tells one schema from another. */
export function schemaDigest(schema: GraphQLSchema): string {
  const known = digests.get(schema) ?? createHash('sha256').update(printSchema(schema)).digest('hex')
  digests.set(schema, known)
  return known
}
