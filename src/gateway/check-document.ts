import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { AppError } from '../errors.ts'
import { planCost } from './cost-plan.ts'
import { boundedDocument, MAX_CHARACTERS, MAX_TOKENS, nestingFault } from './document-bounds.ts'
import type { CostedField } from './operation-cost.ts'

/** A document that may run, or what is wrong with it. */
export type CheckedDocument =
  | { kind: 'valid'; document: DocumentNode; planOf(operation: OperationDefinitionNode): readonly CostedField[] }
  | { kind: 'refused'; errors: readonly GraphQLError[] }

/** As many as anybody mends at once. */
const MAX_ERRORS = 8
/** Documents of a schema that are remembered, and the characters of all of them, each of which is some 100 bytes of tree; the least recently asked go first. */
const MAX_REMEMBERED = 1_000
const MAX_REMEMBERED_CHARACTERS = 1_000_000
/** Valid ones by their text: a crowd that comes back asks the same, and those who subscribe hold one document between them. */
const remembered = new WeakMap<GraphQLSchema, LRUCache<string, CheckedDocument>>()

/** Parses and validates a document by the rules that hold on every path. */
export function checkDocument(schema: GraphQLSchema, text: string): CheckedDocument {
  const documents = remembered.get(schema) ?? newDocuments()
  remembered.set(schema, documents)
  const known = documents.get(text)
  if (known !== undefined) return known
  const checked = inspectDocument(schema, text)
  if (checked.kind === 'valid') documents.set(text, checked)
  return checked
}

const newDocuments = (): LRUCache<string, CheckedDocument> =>
  new LRUCache({
    max: MAX_REMEMBERED,
    maxSize: MAX_REMEMBERED_CHARACTERS,
    sizeCalculation: (_, { length }) => Math.max(1, length),
  })

/** As `checkDocument`, of a text that nobody asks for yet: it is not remembered. */
export function inspectDocument(schema: GraphQLSchema, text: string): CheckedDocument {
  const fault = lengthFault(text) ?? nestingFault(text)
  if (fault !== null) return { kind: 'refused', errors: [new GraphQLError(fault.message, { originalError: fault })] }
  let document: DocumentNode
  try {
    document = parse(text, { maxTokens: MAX_TOKENS })
  } catch (error) {
    return { kind: 'refused', errors: [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')] }
  }
  const errors = validate(schema, document, [...specifiedRules, boundedDocument], {
    hideSuggestions: true,
    maxErrors: MAX_ERRORS,
  })
  if (errors.length > 0) {
    return { kind: 'refused', errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) }
  }
  const plans = new Map<OperationDefinitionNode, readonly CostedField[]>()
  return {
    kind: 'valid',
    document,
    planOf(operation) {
      const plan = plans.get(operation) ?? planCost(schema, document, operation)
      plans.set(operation, plan)
      return plan
    },
  }
}

function lengthFault({ length }: string): AppError | null {
  if (length <= MAX_CHARACTERS) return null
  const most = `at most ${MAX_CHARACTERS} are allowed`
  return new AppError('TOO_COMPLEX', `The document has ${length} characters; ${most}`, { characters: length })
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, originalError } = error
  return new GraphQLError(message, { nodes, source, positions, originalError, extensions: { code } })
}
