import { setImmediate as breathe } from 'node:timers/promises'
import type { GraphQLError } from 'graphql'
import type { Partner } from '../../entities/api-key.ts'
import type {
  DocumentDesk,
  DocumentsToPublish,
  DocumentsToRetire,
  PublicationAnswer,
  RetirementAnswer,
} from '../../entities/publication.ts'
import { PUBLICATION_ERRORS as ERRORS } from '../../entities/publication-error.ts'
import type { UserError } from '../../entities/user-error.ts'
import type { DocumentRetirement } from '../../stores/document-retirement.ts'
import type { DocumentStore, NewDocument, Published } from '../../stores/document-store.ts'
import type { PartnerStore } from '../../stores/partner-store.ts'
import { checkText, type DocumentRules, schemaDigest } from './check-text.ts'
import { MAX_FAULTS, type ManifestDocument, readManifest, textDigest } from './read-manifest.ts'

/** A publication checks for so long, in milliseconds, before it lets requests through. */
const TURN_MS = 20
const NAME = /^(?!\s)[^\p{C}@]{1,100}(?<!\s)$/u

export interface DocumentDeskOptions {
  rules: DocumentRules
  documents: Pick<DocumentStore, 'publish'>
  retirement: Pick<DocumentRetirement, 'retire'>
  partners: Pick<PartnerStore, 'list' | 'withApp'>
  now(): Date
  /** Called before the answer: what was changed for a partner holds from then on where this is. */
  changed?(partnerId: string | null): Promise<void>
}

/** Publishes and retires documents, by one rule for the API and for commands on the database itself. */
export class DocumentRegistrar implements DocumentDesk {
  constructor(private readonly options: DocumentDeskOptions) {}

  async publish(partnerId: string | null, what: DocumentsToPublish): Promise<PublicationAnswer> {
    const { app, version, manifest, state = 'ACTIVE' } = what
    const { rules, documents, changed } = this.options
    const wrong = (['app', 'version'] as const).filter((field) => !NAME.test(what[field]))
    if (wrong.length > 0) return refused(wrong.map(ERRORS.name))
    const owner = partnerId ?? (await this.#ownerOf(app))
    if (owner === null) return refused([ERRORS.noOwner(app)])
    const read = readManifest(manifest)
    if (read.kind === 'too-large') return refused([ERRORS.tooLarge(read.ar, read.en)])
    if (read.kind === 'refused') return refused(read.faults.map(({ place, ar, en }) => ERRORS.fault(place, ar, en)))
    if (read.documents.length === 0) return refused([ERRORS.empty()])
    const checked = await checkAll(rules, read.documents)
    if (checked.errors.length > 0) return refused(checked.errors)
    const schemaSha256 = schemaDigest(rules.schema)
    const terms = { partnerId: owner, app, version, state, schemaSha256, documents: checked.documents }
    const answer = answerOf(await documents.publish(terms), read.documents.length)
    if (answer.userErrors.length === 0) await changed?.(owner)
    return answer
  }

  async retire(partnerId: string | null, { id, sunsetAt, force }: DocumentsToRetire): Promise<RetirementAnswer> {
    const { retirement, now, changed } = this.options
    const kept = (error: UserError): RetirementAnswer => ({ isRetired: false, sunsetAt: null, userErrors: [error] })
    if (sunsetAt !== null && sunsetAt <= now()) return kept(ERRORS.sunsetPast())
    const retired = await retirement.retire({ partnerId, id, sunsetAt, force }, now())
    switch (retired.kind) {
      case 'unknown':
        return kept(ERRORS.noTarget())
      case 'ambiguous':
        return kept(ERRORS.ambiguous(retired.partners))
      case 'in-use':
        return kept(ERRORS.inUse(retired.calls, retired.lastUsedAt, retired.sunsetAt !== null))
      case 'announced':
      case 'retired':
        await changed?.(partnerId)
        return {
          isRetired: retired.kind === 'retired',
          sunsetAt: retired.kind === 'announced' ? retired.sunsetAt : null,
          userErrors: [],
        }
    }
  }

  /** The partner who has an app of this name, else the only partner there is; null where that names nobody. */
  async #ownerOf(app: string): Promise<string | null> {
    const owners: Pick<Partner, 'id'>[] = await this.options.partners.withApp(app)
    const [only, ...others] = owners.length > 0 ? owners : await this.options.partners.list()
    return only !== undefined && others.length === 0 ? only.id : null
  }
}

const refused = (userErrors: UserError[]): PublicationAnswer => ({ added: 0, unchanged: 0, userErrors })

function answerOf(published: Published, all: number): PublicationAnswer {
  switch (published.kind) {
    case 'conflict':
      return refused([ERRORS.conflict(published.names)])
    case 'retired':
      return refused([ERRORS.versionRetired()])
    case 'full':
      return refused([ERRORS.full(published.documents, published.characters)])
    case 'published':
      return { added: published.added.length, unchanged: all - published.added.length, userErrors: [] }
  }
}

async function checkAll(
  rules: DocumentRules,
  given: readonly ManifestDocument[],
): Promise<{ documents: NewDocument[]; errors: UserError[] }> {
  const documents: NewDocument[] = []
  const errors: UserError[] = []
  let began = performance.now()
  for (const { place, name, text } of given) {
    if (performance.now() - began > TURN_MS) {
      await breathe()
      began = performance.now()
    }
    const checked = checkText(rules, text)
    if (checked.kind === 'valid') {
      documents.push({ name, text, sha256: textDigest(text), operations: checked.operations })
    } else if (errors.push(documentFault(place, text, checked.errors)) === MAX_FAULTS) break
  }
  return { documents, errors }
}

function documentFault(place: readonly string[], text: string, errors: readonly GraphQLError[]): UserError {
  return ERRORS.document(place, operationName(text), faultOf(errors))
}

/** What is wrong with a document, with the line and column of each error in its text. */
export const faultOf = (errors: readonly GraphQLError[]): string =>
  errors
    .map(({ message, locations }) => {
      const [at] = locations ?? []
      return at === undefined ? message : `${message} (${at.line}:${at.column})`
    })
    .join('; ')

/** The name of the first operation of a text, which may be no GraphQL at all; for people. */
export const operationName = (text: string): string | null =>
  /\b(?:query|mutation|subscription)\s+([_A-Za-z]\w*)/.exec(text)?.[1] ?? null
