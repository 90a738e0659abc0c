import { buildSchema, type GraphQLSchema } from 'graphql'
import type {
  DocumentsToPublish,
  DocumentsToRetire,
  PublicationAnswer,
  RetirementAnswer,
} from '../entities/publication.ts'
import { AppError, messageOf } from '../errors.ts'
import type { BrokenDocument } from '../gateway/documents/check-registered.ts'
import { OWN_DOCUMENTS, ownId } from '../gateway/documents/own-documents.ts'
import type { DocumentOffice, ListedDocument, Listing } from './document-office.ts'

const TIMEOUT_MS = 120_000
interface RemoteError {
  code: PublicationAnswer['userErrors'][number]['code']
  field: string[] | null
  ar: string
  en: string
}

interface RemoteAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers, by the documents above
  data?: any
  errors?: { message: string; extensions?: { code?: string } }[]
}

/** The documents of a key's partner at a server, by its API. */
export class RemoteOffice implements DocumentOffice {
  readonly maxCost = Number.POSITIVE_INFINITY
  readonly #root: string

  /** @param url address of the server, with or without /graphql */
  constructor(
    url: string,
    private readonly key: string | null,
  ) {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new AppError('BAD_USER_INPUT', `${url} is no address`)
    this.#root = url.replace(/\/+$/, '').replace(/\/graphql$/, '')
  }

  async publish({ app, version, manifest }: DocumentsToPublish): Promise<PublicationAnswer> {
    const { documentsPublish: answer } = await this.#ask(OWN_DOCUMENTS.publish, { input: { app, version, manifest } })
    return { ...answer, userErrors: answer.userErrors.map(asHere) }
  }

  async retire({ id, sunsetAt, force }: DocumentsToRetire): Promise<RetirementAnswer> {
    const { documentsRetire: answer } = await this.#ask(OWN_DOCUMENTS.retire, {
      input: { id, sunset: sunsetAt, force },
    })
    return { ...answer, userErrors: answer.userErrors.map(asHere) }
  }

  async list({ app, version }: Listing): Promise<ListedDocument[]> {
    return await this.#list({ app, version })
  }

  async broken(schema: GraphQLSchema | null): Promise<BrokenDocument[]> {
    if (schema !== null) throw new AppError('BAD_USER_INPUT', 'Another schema is checked on the database itself')
    const documents = await this.#list({ faulty: true })
    return documents.map(({ documentId, partner, app, version, operations, fault }) => ({
      ...{ partner, app, version, name: documentId, operation: operations[0]?.name ?? null, fault: fault! },
    }))
  }

  async schema(): Promise<GraphQLSchema> {
    const response = await this.#fetch('/schema.graphql', {})
    if (!response.ok) throw new AppError('UNAVAILABLE', `${this.#root} does not tell its schema: ${response.status}`)
    return buildSchema(await response.text(), { assumeValidSDL: true })
  }

  async #list(variables: object): Promise<ListedDocument[]> {
    const found: ListedDocument[] = []
    for (let after: string | null = null; ; ) {
      const { documents } = await this.#ask(OWN_DOCUMENTS.list, { ...variables, after })
      found.push(...documents.nodes.map(withDates))
      if (!documents.pageInfo.hasNextPage) return found
      after = documents.pageInfo.endCursor
    }
  }

  /** By id, as those must ask who are held to documents; by the text where the server is of another version. */
  async #ask(query: string, variables: object): Promise<RemoteAnswer['data']> {
    const byId = await this.#post({ documentId: ownId(query), variables })
    const isUnknown = byId.errors?.[0]?.extensions?.code === 'PERSISTED_DOCUMENT_NOT_FOUND'
    const { data, errors = [] } = isUnknown ? await this.#post({ query, variables }) : byId
    if (errors[0] !== undefined) throw new AppError('UNAVAILABLE', `${this.#root} says: ${errors[0].message}`)
    return data
  }

  async #post(body: object): Promise<RemoteAnswer> {
    const response = await this.#fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = (await response.json().catch(() => null)) as RemoteAnswer | null
    if (answer?.data == null && answer?.errors === undefined) {
      throw new AppError('UNAVAILABLE', `${this.#root} is no Sila: ${response.status}`)
    }
    return answer
  }

  async #fetch(path: string, request: RequestInit): Promise<Response> {
    const headers = new Headers(request.headers)
    if (this.key !== null) headers.set('authorization', `Bearer ${this.key}`)
    try {
      return await fetch(this.#root + path, { ...request, headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
    } catch (error) {
      const reason = messageOf(error instanceof Error && error.cause instanceof Error ? error.cause : error)
      throw new AppError('UNAVAILABLE', `${this.#root} cannot be reached: ${reason}`)
    }
  }
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text))

/** A document as it came, with its dates as dates. */
const withDates = (document: Record<'lastUsedAt' | 'deprecatedAt' | 'sunsetAt', string | null>) => ({
  ...(document as unknown as ListedDocument),
  lastUsedAt: dateOf(document.lastUsedAt),
  deprecatedAt: dateOf(document.deprecatedAt),
  sunsetAt: dateOf(document.sunsetAt),
})

const asHere = ({ code, field, ar, en }: RemoteError): PublicationAnswer['userErrors'][number] => ({
  code,
  field,
  message: { ar, en },
})
