import type { AppVersionState } from './enums.ts'
import type { UserError } from './user-error.ts'

/** What is to be published. */
export interface DocumentsToPublish {
  app: string
  version: string
  /** The text of a manifest in any of the known formats. */
  manifest: string
  state?: Exclude<AppVersionState, 'RETIRED'>
}

/** What became of a publication; nothing was stored where there are errors. */
export interface PublicationAnswer {
  /** Documents that the version did not hold. */
  added: number
  /** Those that it did. */
  unchanged: number
  userErrors: UserError[]
}

/** What is to be retired: a document by its id, a version as `app@version`. */
export interface DocumentsToRetire {
  id: string
  /** When it ends; null ends it now. */
  sunsetAt: Date | null
  /** Also where it was used lately, once its end was announced. */
  force: boolean
}

/** What became of it. */
export interface RetirementAnswer {
  isRetired: boolean
  /** When it will be, where it is not. */
  sunsetAt: Date | null
  userErrors: UserError[]
}

/** The registry of the documents that partners may run, for those who fill it. */
export interface DocumentDesk {
  /** Publishes for a partner (the id of his row); for an operator, null, in the app of the one partner who has it. */
  publish(partnerId: string | null, what: DocumentsToPublish): Promise<PublicationAnswer>
  /** Ends something of a partner's; an operator's, null, of whomever it is. */
  retire(partnerId: string | null, what: DocumentsToRetire): Promise<RetirementAnswer>
}
