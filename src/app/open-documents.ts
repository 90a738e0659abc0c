import { setTimeout as sleep } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { messageOf } from '../errors.ts'
import { recheck } from '../gateway/documents/check-registered.ts'
import type { DocumentRules } from '../gateway/documents/check-text.ts'
import { DocumentRegistrar } from '../gateway/documents/document-registrar.ts'
import { DocumentRegistry } from '../gateway/documents/document-registry.ts'
import { UsageBook } from '../gateway/documents/usage-book.ts'
import type { Logger } from '../ops/log.ts'
import { DocumentReader } from '../stores/document-reader.ts'
import { DocumentRetirement } from '../stores/document-retirement.ts'
import { DOCUMENTS_CHANNEL, DocumentStore } from '../stores/document-store.ts'
import { DocumentUsageStore } from '../stores/document-usage-store.ts'
import type { Listener } from '../stores/listener.ts'
import { PartnerStore } from '../stores/partner-store.ts'

/** A server answers for so long before it looks whether its schema breaks a document. */
const RECHECK_AFTER_MS = 5_000

/** What a process has of the registry of documents. */
export interface OpenDocuments {
  registry: DocumentRegistry
  registrar: DocumentRegistrar
  usage: UsageBook
  close(): Promise<void>
}

/** Those who publish and retire documents of a database. */
export function registrarOf(
  { manager }: Pick<DataSource, 'manager'>,
  rules: DocumentRules,
  changed: (partnerId: string | null) => Promise<void> = async () => {},
): DocumentRegistrar {
  return new DocumentRegistrar({
    rules,
    documents: new DocumentStore(manager),
    retirement: new DocumentRetirement(manager),
    partners: new PartnerStore(manager),
    now: () => new Date(),
    changed,
  })
}

/**
 * The registry with all that is registered, kept up to date; documents that the schema breaks are told in the log.
 * @param counted where their use is written down
 */
export async function openDocuments(
  database: DataSource,
  listener: Listener,
  rules: DocumentRules,
  log: Pick<Logger, 'info' | 'warn'>,
  counted = new DocumentUsageStore(database.manager),
): Promise<OpenDocuments> {
  const warn = (fields: object, event: string) => log.warn(fields, event)
  const now = () => new Date()
  const reader = new DocumentReader(database.manager)
  const registry = new DocumentRegistry({ reader, now, warn })
  await registry.load()
  const hearing = listener.hear([DOCUMENTS_CHANNEL], (_, partnerId) => registry.heard(partnerId))
  const usage = new UsageBook({ usage: counted, now, warn })
  const stop = new AbortController()
  const rechecked = sleep(RECHECK_AFTER_MS, undefined, { signal: stop.signal })
    .then(
      () => recheck(reader, rules, stop.signal),
      () => [],
    )
    .then((broken) => {
      for (const document of broken) warn(document, 'document.broken')
    })
    .catch((error) => warn({ error: messageOf(error) }, 'documents.unchecked'))
  return {
    registry,
    registrar: registrarOf(database, rules, (partnerId) => registry.refresh(partnerId)),
    usage,
    async close() {
      stop.abort()
      await rechecked
      hearing.close()
      await registry.close()
      await usage.close()
    },
  }
}
