import {
  type ASTNode,
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  Lexer,
  type SelectionSetNode,
  Source,
  TokenKind,
  type ValidationContext,
} from 'graphql'
import { AppError } from '../errors.ts'

/** Characters of a document. */
export const MAX_CHARACTERS = 32_768
/** Tokens of a document; longer ones are not parsed to their end. */
export const MAX_TOKENS = 5_000
/** Levels of fields below the operation. */
export const MAX_DEPTH = 12
/** Fields once every fragment is written out. */
const MAX_FIELDS = 2_000
/** Fields of one operation that go by another name, once every fragment is written out. */
const MAX_ALIASES = 100
/** Directives as written. */
const MAX_DIRECTIVES = 50
/** How often one selection may ask for the same field under the same name; fragments ask again what others ask. */
const MAX_REPEATS = 50

/** Brackets of any kind within brackets. Parser and rules descend with them: what is deeper takes more stack than there is. */
const MAX_NESTING = 100
const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.PAREN_L, TokenKind.BRACKET_L, TokenKind.BRACE_L])
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.PAREN_R, TokenKind.BRACKET_R, TokenKind.BRACE_R])

/** What is wrong with a document that is nested too deep to be parsed; null of others, whether or not they are GraphQL. */
export function nestingFault(text: string): AppError | null {
  // Nearly all documents have fewer brackets than may be nested.
  if ((text.match(/[([{]/g)?.length ?? 0) <= MAX_NESTING) return null
  const lexer = new Lexer(new Source(text))
  let depth = 0
  try {
    for (let tokens = 0; tokens <= MAX_TOKENS && lexer.token.kind !== TokenKind.EOF; tokens++) {
      const { kind } = lexer.advance()
      if (OPENING.has(kind)) depth++
      else if (CLOSING.has(kind)) depth--
      if (depth > MAX_NESTING) {
        return new AppError('TOO_COMPLEX', `The document nests brackets deeper than ${MAX_NESTING}`)
      }
    }
  } catch {
    // The parser says it, with the place.
  }
  return null
}

interface Size {
  depth: number
  fields: number
  aliases: number
}

const NOTHING: Size = { depth: 0, fields: 0, aliases: 0 }

/** A validation rule that refuses documents too deep or too large; how deep introspection may go is a rule of graphql's own. */
export function boundedDocument(context: ValidationContext): ASTVisitor {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const known = new Map<string, Size>()

  const sizeOfFragment = (name: string): Size => {
    const size = known.get(name)
    if (size) return size
    // Of a fragment within itself, which another rule reports.
    known.set(name, NOTHING)
    const fragment = fragments.get(name)
    const computed = fragment ? sizeOf(fragment.selectionSet) : NOTHING
    known.set(name, computed)
    return computed
  }

  const sizeOf = ({ selections }: SelectionSetNode): Size => {
    const total = { ...NOTHING }
    for (const selection of selections) {
      const size =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? sizeOfFragment(selection.name.value)
          : selection.selectionSet
            ? sizeOf(selection.selectionSet)
            : NOTHING
      const own = selection.kind === Kind.FIELD ? 1 : 0
      if (!isIntrospection(selection)) total.depth = Math.max(total.depth, size.depth + own)
      total.fields += size.fields + own
      total.aliases += size.aliases + (selection.kind === Kind.FIELD && selection.alias ? 1 : 0)
    }
    return total
  }

  let directives = 0
  const refuse = (node: ASTNode, what: string, is: number, most: number) => {
    const cause = new AppError('TOO_COMPLEX', `The document has ${is} ${what}; at most ${most} are allowed`, {
      [what]: is,
    })
    context.reportError(new GraphQLError(cause.message, { nodes: node, originalError: cause }))
  }

  return {
    Document: {
      enter({ definitions }) {
        for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
      },
      leave(node) {
        if (directives > MAX_DIRECTIVES) refuse(node, 'directives', directives, MAX_DIRECTIVES)
      },
    },
    Directive() {
      directives++
    },
    SelectionSet(node) {
      const repeats = mostRepeats(node)
      if (repeats > MAX_REPEATS) refuse(node, 'repeats', repeats, MAX_REPEATS)
    },
    OperationDefinition(node) {
      const { depth, fields, aliases } = sizeOf(node.selectionSet)
      if (depth > MAX_DEPTH) refuse(node, 'levels', depth, MAX_DEPTH)
      if (fields > MAX_FIELDS) refuse(node, 'fields', fields, MAX_FIELDS)
      if (aliases > MAX_ALIASES) refuse(node, 'aliases', aliases, MAX_ALIASES)
    },
  }
}

/** How often the most frequent field of a selection stands in it. */
function mostRepeats({ selections }: SelectionSetNode): number {
  if (selections.length <= MAX_REPEATS) return 1
  const counts = new Map<string, number>()
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) continue
    const key = (selection.alias ?? selection.name).value
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return Math.max(...counts.values())
}

/** Whether a field asks about the schema. */
export function isIntrospection(selection: { kind: Kind; name?: { value: string } }): boolean {
  return selection.kind === Kind.FIELD && (selection.name?.value === '__schema' || selection.name?.value === '__type')
}
