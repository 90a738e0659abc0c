import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql'
import { boundedDocument, MAX_TOKENS, nestingFault } from './document-bounds.ts'

/** A document that may run, or what is wrong with it. */
export type CheckedDocument =
  | { kind: 'valid'; document: DocumentNode }
  | { kind: 'refused'; errors: readonly GraphQLError[] }

/** Documents that are remembered, the least recently asked goes first; and the longest of them, in characters. */
const MAX_REMEMBERED = 1_000
const MAX_CHARACTERS = 4_096
/** Valid ones by their text: a crowd that comes back asks the same, and those who subscribe hold one document between them. */
const remembered = new WeakMap<GraphQLSchema, Map<string, CheckedDocument>>()

/** Parses and validates a document by the rules that hold on every path. */
export function checkDocument(schema: GraphQLSchema, text: string): CheckedDocument {
  const known = remembered.get(schema) ?? new Map<string, CheckedDocument>()
  remembered.set(schema, known)
  const checked = known.get(text) ?? check(schema, text)
  if (checked.kind === 'refused' || text.length > MAX_CHARACTERS) return checked
  known.delete(text)
  known.set(text, checked)
  if (known.size > MAX_REMEMBERED) known.delete(known.keys().next().value!)
  return checked
}

function check(schema: GraphQLSchema, text: string): CheckedDocument {
  const fault = nestingFault(text)
  if (fault !== null) return { kind: 'refused', errors: [new GraphQLError(fault.message, { originalError: fault })] }
  let document: DocumentNode
  try {
    document = parse(text, { maxTokens: MAX_TOKENS })
  } catch (error) {
    return { kind: 'refused', errors: [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')] }
  }
  const errors = validate(schema, document, [...specifiedRules, boundedDocument], { hideSuggestions: true })
  if (errors.length === 0) return { kind: 'valid', document }
  return { kind: 'refused', errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) }
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, originalError } = error
  return new GraphQLError(message, { nodes, source, positions, originalError, extensions: { code } })
}
