import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql'
import { AppError } from '../errors.ts'

/** Tokens of a document; longer ones are not parsed to their end. */
export const MAX_TOKENS = 10_000
/** Levels of fields below the operation. */
export const MAX_DEPTH = 12
/** Fields once every fragment is written out. */
const MAX_FIELDS = 2_000
/** Fields of one operation that go by another name, once every fragment is written out. */
const MAX_ALIASES = 200

interface Size {
  depth: number
  fields: number
  aliases: number
}

const NOTHING: Size = { depth: 0, fields: 0, aliases: 0 }

/** A validation rule that refuses documents too deep or too large; introspection has a depth rule of its own in graphql. */
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
          : selection.selectionSet && !isIntrospection(selection)
            ? sizeOf(selection.selectionSet)
            : NOTHING
      const own = selection.kind === Kind.FIELD ? 1 : 0
      total.depth = Math.max(total.depth, size.depth + own)
      total.fields += size.fields + own
      total.aliases += size.aliases + (selection.kind === Kind.FIELD && selection.alias ? 1 : 0)
    }
    return total
  }

  return {
    Document({ definitions }) {
      for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
    },
    OperationDefinition(node) {
      const { depth, fields, aliases } = sizeOf(node.selectionSet)
      const refuse = (what: string, is: number, most: number) => {
        const cause = new AppError('TOO_COMPLEX', `The document has ${is} ${what}; at most ${most} are allowed`, {
          [what]: is,
        })
        context.reportError(new GraphQLError(cause.message, { nodes: node, originalError: cause }))
      }
      if (depth > MAX_DEPTH) refuse('levels', depth, MAX_DEPTH)
      if (fields > MAX_FIELDS) refuse('fields', fields, MAX_FIELDS)
      if (aliases > MAX_ALIASES) refuse('aliases', aliases, MAX_ALIASES)
    },
  }
}

function isIntrospection(selection: { kind: Kind; name?: { value: string } }): boolean {
  return selection.kind === Kind.FIELD && (selection.name?.value === '__schema' || selection.name?.value === '__type')
}
