import { GraphQLError } from 'graphql'
import { AppError } from '../../errors.ts'
import type { Asker } from '../authenticate.ts'
import type { Admission, Admitted, Gatekeeper, OperationRequest } from '../gatekeeper.ts'
import type { DocumentRegistry, Found, RegisteredDocument } from './document-registry.ts'
import { ownDocument } from './own-documents.ts'
import { textDigest } from './read-manifest.ts'
import type { UsageBook } from './usage-book.ts'

/** A text that was told to the log is not told again for so long, and so many are remembered. */
const TOLD_MS = 60_000
const MAX_TOLD = 10_000

/** The name of the operation with which a text begins; it is read of what repeats as well, whose text is not parsed. */
const FIRST_NAME = /^(?:[\s,]|#[^\n]*\n)*(?:query|mutation|subscription)[\s,]+([_A-Za-z][_0-9A-Za-z]*)/

/** What a request asks, before it is known whether it names a document. */
export interface AskedOperation {
  /** Empty where an id stands in its place. */
  query: string
  operationName?: string | null | undefined
  variables?: Record<string, unknown> | null | undefined
  documentId?: unknown
  extensions?: Record<string, unknown> | null | undefined
}

/** What is asked, with the text of its document. */
export interface KnownOperation {
  kind: 'known'
  request: OperationRequest
  /** Whether it was sent as a text. */
  isText: boolean
  /** Null of a text, and of what is the server's own. */
  document: RegisteredDocument | null
  /** The partner in whose name it is counted: whose document it is, or who sent the text; null where nobody's. */
  countedFor: string | null
}

type Refused = Extract<Admission, { kind: 'refused' }>

/** What is asked, or why nobody has to look at it any further. */
export type Lookup = KnownOperation | Refused

/** An operation that may be executed, or why it may not, with how its text was found. */
export type Asked = (Admitted & { lookup: KnownOperation }) | (Refused & { lookup: Lookup })

/** How a call of a document went. */
export interface CallOutcome {
  failed: boolean
  /** Points that it came to. */
  cost: number
}

/** What is registered, and who is told of its use. */
export interface Documents {
  registry: Pick<DocumentRegistry, 'find' | 'findAny' | 'modeOf' | 'holdsText'>
  usage: Pick<UsageBook, 'count'>
  log: { info(fields: object, event: string): void }
}

export interface DocumentGateOptions extends Documents {
  gatekeeper: Pick<Gatekeeper, 'admit'>
  /** Milliseconds of a clock that never goes back. */
  now(): number
}

/** Of a server where nothing is registered. */
export const NO_DOCUMENTS: Documents = {
  registry: {
    find: () => ({ kind: 'unknown' }),
    findAny: () => ({ kind: 'unknown' }),
    modeOf: () => 'LOG',
    holdsText: () => false,
  },
  usage: { count: () => {} },
  log: { info: () => {} },
}

/** Finds the documents that requests name, and holds callers to them, by one rule for all transports. */
export class DocumentGate {
  readonly #told = new Map<string, number>()

  constructor(private readonly options: DocumentGateOptions) {}

  /**
   * What a request asks for. Never throws.
   * @param isLocked whether only documents are taken, whoever asks
   */
  find(asked: AskedOperation, asker: Asker, isLocked: boolean): Lookup {
    const { query, operationName, variables } = asked
    const id = documentIdOf(asked)
    if (id instanceof AppError) return refused(id)
    if (id === null) return this.#text({ query, operationName, variables }, asker, isLocked)
    const own = ownDocument(id)
    if (own !== undefined) {
      return {
        kind: 'known',
        request: { query: own, operationName, variables },
        isText: false,
        document: null,
        countedFor: null,
      }
    }
    const found = this.#found(id, asker)
    if (found.kind === 'found') {
      const { document } = found
      const request = { query: document.text, operationName, variables }
      return { kind: 'known', request, isText: false, document, countedFor: document.partnerId }
    }
    return refused(
      found.kind === 'unknown'
        ? new AppError('PERSISTED_DOCUMENT_NOT_FOUND', 'The caller has no document with this id')
        : new AppError('PERSISTED_DOCUMENT_RETIRED', 'This document was retired', { successor: found.successor }),
    )
  }

  /** What the gatekeeper says of an operation; of what was not found it is the refusal. */
  admit(lookup: Lookup, asker: Asker): Asked {
    if (lookup.kind === 'refused') return { ...lookup, lookup }
    return { ...this.options.gatekeeper.admit(lookup.request, asker), lookup }
  }

  /** Notes that an operation was answered, where it is a partner's. */
  called(lookup: Lookup, { failed, cost }: CallOutcome): void {
    if (lookup.kind === 'refused' || lookup.countedFor === null) return
    const { countedFor: partnerId, document } = lookup
    const documentId = document?.id ?? null
    this.options.usage.count({ partnerId, documentId, operation: operationOf(lookup), failed, cost })
  }

  /** Whether a partner is to be told that his texts will be refused. */
  warns({ caller: { partner } }: Asker): boolean {
    return partner !== null && this.options.registry.modeOf(partner.id) === 'WARN'
  }

  #found(id: string, { caller }: Asker): Found {
    const { registry } = this.options
    if (caller.partner !== null) return registry.find(caller.partner.id, id)
    // Who has no partner and is no operator has no documents either.
    return caller.scopes.has('OPERATE') ? registry.findAny(id) : { kind: 'unknown' }
  }

  #text(request: OperationRequest, { caller: { partner } }: Asker, isLocked: boolean): Lookup {
    const mode = partner === null ? 'LOG' : this.options.registry.modeOf(partner.id)
    if (isLocked || mode === 'ENFORCE') {
      return refused(new AppError('PERSISTED_DOCUMENT_REQUIRED', 'Only documents that were published are taken here'))
    }
    if (partner !== null) this.#tell(partner, request)
    return { kind: 'known', request, isText: true, document: null, countedFor: partner?.id ?? null }
  }

  /** Tells what a partner sends that would be refused, so that he can be helped before he is held to his documents. */
  #tell(partner: { id: string; name: string }, { query, operationName }: OperationRequest): void {
    const { registry, log, now } = this.options
    const sha256 = textDigest(query)
    const key = `${partner.id} ${sha256}`
    if (now() - (this.#told.get(key) ?? Number.NEGATIVE_INFINITY) < TOLD_MS) return
    this.#told.delete(key)
    this.#told.set(key, now())
    if (this.#told.size > MAX_TOLD) this.#told.delete(this.#told.keys().next().value!)
    const isRegistered = registry.holdsText(partner.id, sha256)
    log.info({ partner: partner.name, operationName: operationName ?? null, sha256, isRegistered }, 'document.unnamed')
  }
}

/** What an operation is counted as: by its name. */
export function operationOf({ request: { operationName, query }, document }: KnownOperation): string {
  if (operationName) return operationName
  if (document !== null) return document.operations.length === 1 ? (document.operations[0]!.name ?? '') : ''
  return FIRST_NAME.exec(query)?.[1] ?? ''
}

/** The id that a request names, by whichever of its two ways; null where it brings a text. */
function documentIdOf({ query, documentId, extensions }: AskedOperation): string | null | AppError {
  const persisted = extensions?.persistedQuery ?? null
  if (documentId == null && persisted === null) {
    return query === '' ? wrong('A request has a `query` or a `documentId`') : null
  }
  if (query !== '') return wrong('A request has a `query` or the id of a document, never both')
  if (documentId != null) {
    if (persisted !== null) return wrong('A request names its document once')
    return typeof documentId === 'string' && documentId !== '' ? documentId : wrong('`documentId` must be a string')
  }
  const { version, sha256Hash } = persisted as { version?: unknown; sha256Hash?: unknown }
  if (version === 1 && typeof sha256Hash === 'string' && sha256Hash !== '') return sha256Hash
  return wrong('`extensions.persistedQuery` must have the version 1 and a `sha256Hash`')
}

const wrong = (message: string): AppError => new AppError('BAD_USER_INPUT', message)

function refused(cause: AppError): Refused {
  return { kind: 'refused', errors: [new GraphQLError(cause.message, { originalError: cause })] }
}
