import type { GraphQLSchema } from 'graphql'
import { registrarOf } from '../app/open-documents.ts'
import type {
  DocumentsToPublish,
  DocumentsToRetire,
  PublicationAnswer,
  RetirementAnswer,
} from '../entities/publication.ts'
import { AppError } from '../errors.ts'
import { type BrokenDocument, checkRegistered } from '../gateway/documents/check-registered.ts'
import { RESOLVERS } from '../resolvers/index.ts'
import { buildGraphqlSchema } from '../schema/build.ts'
import { DocumentReader, type VersionedDocument } from '../stores/document-reader.ts'
import { PartnerStore } from '../stores/partner-store.ts'
import { SUBSCRIPTIONS } from '../subscriptions/index.ts'
import type { CommandContext } from './command.ts'
import { onDatabase } from './on-database.ts'
import { RemoteOffice } from './remote-office.ts'

/** Documents read at once. */
const PAGE = 1_000

/** A registered document as commands print it, under the names of the API. */
export type ListedDocument = Omit<VersionedDocument, 'name'> & { documentId: string }

/** Which documents are listed. */
export interface Listing {
  app?: string | undefined
  version?: string | undefined
}

/** Where documents are registered: on the own database, or at a server somewhere. */
export interface DocumentOffice {
  publish(what: DocumentsToPublish): Promise<PublicationAnswer>
  retire(what: DocumentsToRetire): Promise<RetirementAnswer>
  list(which: Listing): Promise<ListedDocument[]>
  /** Documents that should run and that a schema breaks: the one given, else that which is served. */
  broken(schema: GraphQLSchema | null): Promise<BrokenDocument[]>
  /** The schema that is served. */
  schema(): Promise<GraphQLSchema>
  /** Points that one operation may cost there, as far as it is known. */
  maxCost: number
}

/** How a command says where the documents are, and whose. */
export interface OfficeOptions {
  url?: string
  key?: string
  partner?: string
}

/** Does work where the options say. Throws where there is no such partner. */
export async function atOffice<T>(
  { url, key, partner }: OfficeOptions,
  context: CommandContext,
  work: (office: DocumentOffice) => Promise<T>,
): Promise<T> {
  if (url !== undefined) return await work(new RemoteOffice(url, key ?? null))
  return await onDatabase(context, async (database, { maxCost }) => {
    const partnerId = partner === undefined ? null : await idOf(partner, new PartnerStore(database.manager))
    const reader = new DocumentReader(database.manager)
    const schema = buildGraphqlSchema([...RESOLVERS, ...SUBSCRIPTIONS])
    const registrar = registrarOf(database, { schema, maxCost })
    return await work({
      maxCost,
      schema: async () => schema,
      publish: (what) => registrar.publish(partnerId, what),
      retire: (what) => registrar.retire(partnerId, what),
      list: (which) => listAll(reader, partnerId, which),
      async broken(other) {
        const { broken } = await checkRegistered(reader, { schema: other ?? schema, maxCost })
        return partner === undefined ? broken : broken.filter((document) => document.partner === partner)
      },
    })
  })
}

async function idOf(name: string, partners: PartnerStore): Promise<string> {
  const partner = await partners.byName(name)
  if (partner === null) throw new AppError('NOT_FOUND', `There is no partner ${name}`)
  return partner.id
}

async function listAll(
  reader: DocumentReader,
  partnerId: string | null,
  { app, version }: Listing,
): Promise<ListedDocument[]> {
  const filter = { partnerId, app: app ?? null, version: version ?? null }
  const documents: ListedDocument[] = []
  for (let after: string | null = null; ; ) {
    const page = await reader.page(filter, { first: PAGE, last: null, after, before: null })
    for (const { node } of page.edges) documents.push(listed(node))
    if (!page.hasNextPage) return documents
    after = page.edges.at(-1)!.cursor
  }
}

const listed = (document: VersionedDocument): ListedDocument => {
  const { name, partner, app, version, state, sha256, operations, calls, lastUsedAt, deprecatedAt, sunsetAt, fault } =
    document
  return {
    documentId: name,
    ...{ partner, app, version, state, sha256, operations, calls, lastUsedAt, deprecatedAt, sunsetAt, fault },
  }
}
