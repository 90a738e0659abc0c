import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql'
import { boundedDocument, MAX_TOKENS } from './document-bounds.ts'

/** A document that may run, or what is wrong with it. */
export type CheckedDocument =
  | { kind: 'valid'; document: DocumentNode }
  | { kind: 'refused'; errors: readonly GraphQLError[] }

/** Parses and validates a document by the rules that hold on every path. */
export function checkDocument(schema: GraphQLSchema, text: string): CheckedDocument {
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
