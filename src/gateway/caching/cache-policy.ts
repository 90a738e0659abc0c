import { type DocumentNode, type FieldNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql'

/** How long an answer may be kept, and by whom. */
export interface CachePolicy {
  /** Seconds for which a client, or what is between, may use it without asking. */
  readonly maxAge: number
  /** Whether it is for the caller alone. */
  readonly isPrivate: boolean
  /** Whether this server may keep it while the record stays as it is. */
  readonly isKept: boolean
}

/** What is withdrawn must be gone: whatever the record tells is asked for again after a second, and mostly answered with 304. */
const RECORD: CachePolicy = { maxAge: 1, isPrivate: false, isKept: true }
const FOR_NOBODY: CachePolicy = { maxAge: 0, isPrivate: true, isKept: false }
/** How feeds do hangs on the clock and on their polls, of which no log tells. */
const HEALTH: CachePolicy = { maxAge: 10, isPrivate: false, isKept: false }
/** What is asked about the schema alone. */
const SCHEMA: CachePolicy = { maxAge: 60, isPrivate: false, isKept: true }

/** Fields that have terms of their own, by type and name; of a type, all of its fields. */
const HINTS: Readonly<Record<string, CachePolicy>> = {
  'Query.trendingTags': { ...RECORD, maxAge: 60 },
  // The log forgets its oldest changes as time goes by.
  'Query.changes': { ...RECORD, maxAge: 0, isKept: false },
  'Source.health': HEALTH,
  Feed: FOR_NOBODY,
  Partner: FOR_NOBODY,
  RegisteredDocument: FOR_NOBODY,
  Webhook: FOR_NOBODY,
  'Query.usage': FOR_NOBODY,
}

const known = new WeakMap<DocumentNode, CachePolicy>()

/** The policy that all fields of a valid document allow. */
export function policyOf(schema: GraphQLSchema, document: DocumentNode): CachePolicy {
  const policy = known.get(document) ?? strictest(termsOf(schema, document))
  known.set(document, policy)
  return policy
}

const strictest = (terms: readonly CachePolicy[]): CachePolicy => ({
  maxAge: Math.min(SCHEMA.maxAge, ...terms.map(({ maxAge }) => maxAge)),
  isPrivate: terms.some(({ isPrivate }) => isPrivate),
  isKept: terms.every(({ isKept }) => isKept),
})

function termsOf(schema: GraphQLSchema, document: DocumentNode): CachePolicy[] {
  const terms: CachePolicy[] = []
  const types = new TypeInfo(schema)
  const root = schema.getQueryType()
  /** What not every reader may ask is for operators and partners, and hangs on more than the record. */
  const rootTerms = (): CachePolicy => {
    const field = types.getFieldDef()!
    const { scope = 'READ' } = field.extensions as { scope?: string | null }
    return field.name.startsWith('__') ? SCHEMA : scope === 'READ' ? RECORD : FOR_NOBODY
  }
  const visitor = {
    Field({ name: { value: name }, arguments: given }: FieldNode) {
      const parent = types.getParentType()
      const hint =
        HINTS[`${parent?.name}.${name}`] ?? HINTS[`${parent?.name}`] ?? (parent === root ? rootTerms() : undefined)
      if (hint !== undefined) terms.push(hint)
      // A filter may ask for their health, also in a variable.
      if (parent === root && name === 'sources' && given?.some((argument) => argument.name.value === 'filter')) {
        terms.push(HEALTH)
      }
    },
  }
  visit(document, visitWithTypeInfo(types, visitor))
  return terms
}
