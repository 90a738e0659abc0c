import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isRequiredArgument,
} from 'graphql'

/** What arguments may say. */
export interface Words {
  ids: readonly string[]
  texts: readonly string[]
  urls: readonly string[]
  cursors: readonly string[]
  changeCursors: readonly string[]
}

export interface RandomOperation {
  query: string
  variables: Record<string, unknown>
}

interface Terms {
  schema: GraphQLSchema
  words: Words
  /** 0 to below 1. */
  random(): number
  /** Levels of fields. */
  depth?: number
  /** Fields of the root that are asked for, of those that there are. */
  roots?: (name: string) => boolean
  /** What `first` and `last` say. */
  lengths?: readonly number[]
}

/** Valid operations over a schema, of any shape: variables, aliases, directives, fragments, fields asked for twice. */
export class RandomOperations {
  readonly #terms: Required<Terms>
  #variables: Record<string, unknown> = {}
  #declared: string[] = []
  #fragments: string[] = []
  #aliases = 0
  #fields = 0

  constructor(terms: Terms) {
    this.#terms = { depth: 6, roots: () => true, lengths: [0, 1, 2, 5, 20, 50, 100], ...terms }
  }

  next(operation: 'query' | 'mutation' | 'subscription' = 'query'): RandomOperation {
    const { schema, depth } = this.#terms
    this.#variables = {}
    this.#declared = []
    this.#fragments = []
    this.#aliases = 0
    this.#fields = 0
    const root = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    }
    const body = this.#selection(root[operation]!, depth, operation === 'query' ? 3 : 1, new Set(), true)
    const declared = this.#declared.length === 0 ? '' : `(${this.#declared.join(', ')})`
    return {
      query: [`${operation} Random${declared} ${body}`, ...this.#fragments].join('\n'),
      variables: this.#variables,
    }
  }

  #selection(type: GraphQLNamedType, depth: number, most: number, used: Set<string>, isRoot = false): string {
    const { schema, roots } = this.#terms
    if (isAbstractType(type)) {
      // Fields of different types must not meet under one name.
      const parts = this.#some(schema.getPossibleTypes(type), 3).map(
        (one) => `... on ${one.name} ${this.#selection(one, depth, 3, new Set(['*']))}`,
      )
      if (isInterfaceType(type)) parts.push(this.#field(Object.values(type.getFields())[0]!, depth, new Set(['*'])))
      return `{ __typename ${parts.join(' ')} }`
    }
    const own = (type as GraphQLObjectType).getFields()
    const fields = Object.values(own).filter(
      (field) => (!isRoot || roots(field.name)) && (depth > 1 || !isCompositeType(getNamedType(field.type))),
    )
    const parts = this.#some(fields, most).flatMap((field) => {
      const text = this.#field(field, depth, used)
      const twice = this.#chance(0.05) && !isRoot ? [text] : []
      return [this.#wrapped(type, text), ...twice]
    })
    return `{ ${parts.length === 0 ? '__typename' : parts.join(' ')} }`
  }

  /** A field as it stands, under a directive, or in a fragment. */
  #wrapped(type: GraphQLNamedType, text: string): string {
    if (this.#chance(0.08)) return `... on ${type.name} { ${text} }`
    if (this.#chance(0.05)) {
      const name = `Part${this.#fragments.length}`
      this.#fragments.push(`fragment ${name} on ${type.name} { ${text} }`)
      return `...${name}`
    }
    return this.#chance(0.1) ? `... ${this.#directive()} { ${text} }` : text
  }

  #directive(): string {
    const name = this.#pick(['skip', 'include'])
    const value = this.#chance(0.5)
    if (this.#chance(0.5)) return `@${name}(if: ${value})`
    return `@${name}(if: ${this.#declare('Boolean!', value)})`
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number, used: Set<string>): string {
    this.#fields++
    const type = getNamedType(field.type)
    const given = field.args.filter((arg) => isRequiredArgument(arg) || this.#chance(0.5))
    const kept = given.filter(({ name }) => name !== 'last' || !given.some((arg) => arg.name === 'first'))
    const args = kept.map((arg) => `${arg.name}: ${this.#argument(arg)}`)
    const needsAlias = used.has('*') || used.has(field.name)
    const alias = needsAlias || this.#chance(0.1) ? `f${this.#aliases++}: ` : ''
    used.add(field.name)
    const directive = this.#chance(0.06) ? ` ${this.#directive()}` : ''
    // The larger a document has become, the smaller are its parts.
    const most = Math.max(1, Math.round(6 - this.#fields / 12))
    const body = isCompositeType(type) ? ` ${this.#selection(type, depth - 1, most, new Set())}` : ''
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${directive}${body}`
  }

  #argument(arg: GraphQLArgument): string {
    const value = this.#value(arg.type, arg.name, 3)
    return this.#chance(0.4) ? this.#declare(String(arg.type), value) : this.#literal(value, arg.type)
  }

  #declare(type: string, value: unknown): string {
    const name = `$v${this.#declared.length}`
    this.#declared.push(`${name}: ${type}`)
    this.#variables[name.slice(1)] = value
    return name
  }

  #value(type: GraphQLInputType, name: string, depth: number): unknown {
    if (isNonNullType(type)) return this.#present(type.ofType, name, depth)
    return this.#chance(0.05) ? null : this.#present(type, name, depth)
  }

  #present(type: GraphQLInputType, name: string, depth: number): unknown {
    if (isListType(type)) {
      const length = this.#pick([0, 1, 2, 5])
      return Array.from({ length }, () => this.#value(type.ofType, name, depth))
    }
    if (isEnumType(type)) return this.#pick(type.getValues()).name
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isNonNullType(field.type) || (depth > 0 && this.#chance(0.3)),
      )
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, field.name, depth - 1)]))
    }
    return this.#scalar((type as { name: string }).name, name)
  }

  #scalar(type: string, name: string): unknown {
    const { ids, texts, urls, cursors, changeCursors } = this.#terms.words
    switch (type) {
      case 'Int':
        return this.#pick(name === 'first' || name === 'last' ? this.#terms.lengths : [0, 1, 3])
      case 'Float':
        return this.#pick([0, 0.5, 1])
      case 'Boolean':
        return this.#chance(0.5)
      case 'ID':
        return this.#pick(ids)
      case 'URL':
        return this.#pick(urls)
      case 'DateTime':
        return this.#pick(['2025-05-02T14:56:11Z', '2000-01-01T00:00:00Z', new Date().toISOString()])
      case 'Date':
        return '2025-05-02'
      case 'Cursor':
        return this.#pick(cursors)
      case 'ChangeCursor':
        return this.#pick(changeCursors)
      default:
        return name === 'timeZone' ? this.#pick(['UTC', 'Africa/Tripoli']) : this.#pick(texts)
    }
  }

  #literal(value: unknown, type: GraphQLInputType): string {
    const inner = isNonNullType(type) ? type.ofType : type
    if (value === null) return 'null'
    if (isListType(inner)) return `[${(value as unknown[]).map((one) => this.#literal(one, inner.ofType)).join(', ')}]`
    if (isEnumType(inner)) return String(value)
    if (isInputObjectType(inner)) {
      const fields = inner.getFields()
      const parts = Object.entries(value as object).map(
        ([key, one]) => `${key}: ${this.#literal(one, fields[key]!.type)}`,
      )
      return `{ ${parts.join(', ')} }`
    }
    return JSON.stringify(value)
  }

  #some<T>(list: readonly T[], most: number): T[] {
    const wanted = 1 + Math.floor(this.#terms.random() * most)
    const left = [...list]
    const found: T[] = []
    while (found.length < wanted && left.length > 0) {
      found.push(...left.splice(Math.floor(this.#terms.random() * left.length), 1))
    }
    return found
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#terms.random() * list.length)]!
  }

  #chance(share: number): boolean {
    return this.#terms.random() < share
  }
}

/** Objects of an answer, wherever they stand. */
export function objectsIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + objectsIn(one), 0)
  if (value === null || typeof value !== 'object') return 0
  return Object.values(value).reduce((sum: number, one) => sum + objectsIn(one), 1)
}
