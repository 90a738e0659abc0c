import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { encodeId, type NodePrefix } from '../../entities/node-id.ts'
import type { Contents } from '../../execution/quick-execution.ts'

/** Of an answer that any change may concern: it holds a list, which a new article could enter, or more than its keys can say. */
const ANY_CHANGE = 'any-change'
/** Keys of one answer; one that would have more has the key of any change. Heads of answers have to pass through proxies with buffers of 4 kB. */
const MAX_KEYS = 120

/** Types whose objects have keys. */
const EXACT = new Set(['Article', 'Source', 'Story'])

/** The rows behind objects, as far as keys are made of them. */
interface Row {
  id?: string
  sourceId?: string | null
  storyId?: string | null
}

/** The keys of an answer in their two spellings. */
export interface KeyFields {
  readonly surrogateKey: string
  readonly cacheTag: string
}

/** By which a cache between finds the answers that hold an article, a source, a story: their ids. */
export class SurrogateKeys implements Contents {
  readonly #keys = new Set<string>()
  #isExact: boolean

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#isExact = isExact(schema, document)
  }

  readonly noted = (type: string, value: unknown): void => {
    if (!EXACT.has(type)) return
    // There may be one some day.
    if (value === null) this.untold()
    const { id, sourceId, storyId } = (value ?? {}) as Row
    if (type === 'Article') {
      this.#add('art', id)
      this.#add('src', sourceId)
      this.#add('sty', storyId)
    } else this.#add(type === 'Source' ? 'src' : 'sty', id)
  }

  /** It holds something that the keys do not tell. */
  untold(): void {
    this.#isExact = false
  }

  /** As heads of an answer: of Fastly and Varnish the first, of Cloudflare the second. */
  fields(): KeyFields {
    const keys = this.#list()
    return { surrogateKey: keys.join(' '), cacheTag: keys.join(',') }
  }

  /** The most general first. */
  #list(): string[] {
    if (this.#keys.size > MAX_KEYS) return [ANY_CHANGE]
    const keys = [...this.#keys].map((key) => {
      const [prefix, id] = key.split(' ') as [NodePrefix, string]
      return encodeId(prefix, id)
    })
    return this.#isExact ? keys : [ANY_CHANGE, ...keys]
  }

  #add(prefix: NodePrefix, id: string | null | undefined): void {
    if (id != null) this.#keys.add(`${prefix} ${id}`)
  }
}

const known = new WeakMap<DocumentNode, boolean>()

/** Whether an answer to a document changes only with the articles, sources and stories that it holds. */
function isExact(schema: GraphQLSchema, document: DocumentNode): boolean {
  const found = known.get(document) ?? findsExactly(schema, document)
  known.set(document, found)
  return found
}

function findsExactly(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema)
  let exact = true
  const visitor = {
    Field() {
      const type = types.getType()
      const named = getNamedType(type)
      if (!isCompositeType(named)) return
      const hasRow = !isObjectType(named) || named.getFields().id !== undefined
      if (isListType(getNullableType(type)) || /Connection$/.test(named.name) || (hasRow && !EXACT.has(named.name))) {
        exact = false
      }
    },
  }
  visit(document, visitWithTypeInfo(types, visitor))
  return exact
}
