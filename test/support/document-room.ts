import { createHash } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import { registrarOf } from '../../src/app/open-documents.ts'
import type { DocumentsToPublish, PublicationAnswer } from '../../src/entities/publication.ts'
import { DocumentRegistry } from '../../src/gateway/documents/document-registry.ts'
import { DocumentReader } from '../../src/stores/document-reader.ts'
import { PartnerStore } from '../../src/stores/partner-store.ts'
import { servedSchema } from './ask-schema.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
/** The id of a text as the specification makes it. */
export const idOf = (text: string): string => `sha256:${sha256(text)}`
/** A manifest of texts by their ids. */
export const manifestOf = (...texts: string[]): string =>
  JSON.stringify(Object.fromEntries(texts.map((text) => [idOf(text), text])))

/** A database with partners, and the ways to publish and to look up. */
export interface DocumentRoom {
  own: TestDatabase
  reader: DocumentReader
  partners: PartnerStore
  /** The id of a partner's row; made where there is none of the name. */
  partner(name: string): Promise<string>
  publish(partnerId: string | null, what: Partial<DocumentsToPublish>): Promise<PublicationAnswer>
  registrar: ReturnType<typeof registrarOf>
  /** A registry that holds what is registered now. */
  registry(now?: () => Date): Promise<DocumentRegistry>
}

export async function openDocumentRoom(
  schema: GraphQLSchema = servedSchema(),
  maxCost = 25_000,
): Promise<DocumentRoom> {
  const own = await openTestDatabase()
  const { manager } = own.db
  const reader = new DocumentReader(manager)
  const partners = new PartnerStore(manager)
  const registrar = registrarOf(own.db, { schema, maxCost })
  return {
    own,
    reader,
    partners,
    registrar,
    async partner(name) {
      return ((await partners.byName(name)) ?? (await partners.create(name, 'LOG')))!.id
    },
    publish: (partnerId, what) => registrar.publish(partnerId, { app: 'web', version: '1', manifest: '{}', ...what }),
    async registry(now = () => new Date()) {
      const registry = new DocumentRegistry({ reader, now, warn: () => {} })
      await registry.load()
      return registry
    },
  }
}
