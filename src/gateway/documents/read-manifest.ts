import { createHash } from 'node:crypto'
import { z } from 'zod'
import { MAX_CHARACTERS } from '../document-bounds.ts'

/** A document as a manifest brings it. */
export interface ManifestDocument {
  /** Where it stands in the manifest: the members and indexes that lead to it. */
  place: string[]
  /** Its id in one spelling, as documents are kept under. */
  name: string
  text: string
}

/** What is wrong with a manifest, and where. */
export interface ManifestFault {
  place: string[]
  ar: string
  en: string
}

/** The documents of a manifest, or everything that is wrong with it. */
export type ReadManifest =
  | { kind: 'read'; documents: ManifestDocument[] }
  | { kind: 'refused'; faults: ManifestFault[] }
  | { kind: 'too-large'; ar: string; en: string }

/** Bytes of a manifest, and documents of one. */
const MAX_BYTES = 33_554_432
const MAX_DOCUMENTS = 10_000
/** Faults that are told; who mends these sees the rest. */
export const MAX_FAULTS = 100

const SHA256 = /^[0-9a-f]{64}$/
const APOLLO = 'apollo-persisted-query-manifest'

/** Apollo's, which Hive takes as well. What else stands in it is the business of others. */
const apolloManifest = z.looseObject({
  format: z.literal(APOLLO),
  version: z.literal(1),
  operations: z.array(z.looseObject({ id: z.string(), body: z.string() })),
})
/** That of graphql-codegen's client preset, of Relay and of Hive: texts by their ids. */
const textsById = z.record(z.string(), z.string())

/**
 * An id in the one spelling under which its document is kept: a bare SHA-256, as Apollo's tools write it, is the `sha256:…` of the
 * specification of persisted documents (GraphQL over HTTP, appendix A). All others are opaque.
 */
export const documentName = (id: string): string => (SHA256.test(id) ? `sha256:${id}` : id)

/** Hex, of the exact text. */
export const textDigest = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Reads a manifest of any of the formats: of Apollo's generate-persisted-query-manifest, of graphql-codegen's client preset, of Relay, of
 * Hive. Whether its documents are GraphQL is not asked here.
 */
export function readManifest(manifest: string): ReadManifest {
  if (Buffer.byteLength(manifest) > MAX_BYTES) {
    return tooLarge(`حجم البيان أكثر من ${MAX_BYTES} بايت`, `The manifest has more than ${MAX_BYTES} bytes`)
  }
  const entries = entriesOf(manifest)
  if (!Array.isArray(entries)) return refused(entries)
  if (entries.length > MAX_DOCUMENTS) {
    return tooLarge(`في البيان أكثر من ${MAX_DOCUMENTS} وثيقة`, `The manifest has more than ${MAX_DOCUMENTS} documents`)
  }
  const documents = new Map<string, ManifestDocument>()
  const faults: ManifestFault[] = []
  for (const { place, id, text } of entries) {
    const name = documentName(id)
    const wrong = wrongId(name, text) ?? conflict(documents.get(name), text)
    if (wrong !== null) faults.push(fault(place, ...wrong))
    else if (!documents.has(name)) documents.set(name, { place, name, text })
  }
  return faults.length > 0
    ? { kind: 'refused', faults: faults.slice(0, MAX_FAULTS) }
    : { kind: 'read', documents: [...documents.values()] }
}

interface Entry {
  place: string[]
  id: string
  text: string
}

function entriesOf(manifest: string): Entry[] | ManifestFault {
  let parsed: unknown
  try {
    parsed = JSON.parse(manifest)
  } catch {
    return fault([], 'البيان ليس JSON', 'The manifest is not JSON')
  }
  const isApollo = typeof parsed === 'object' && parsed !== null && 'format' in parsed
  const read = isApollo ? apolloManifest.safeParse(parsed) : textsById.safeParse(parsed)
  if (!read.success) {
    const [{ path, message }] = read.error.issues as [z.core.$ZodIssue]
    const place = path.map(String)
    return fault(
      place,
      'ليس هذا بياناً من الصيغ المعروفة',
      `Neither a manifest of ${APOLLO} (version 1) nor texts by their ids: ${message}`,
    )
  }
  return 'operations' in read.data && isApollo
    ? (read.data as z.infer<typeof apolloManifest>).operations.map(({ id, body }, index) => ({
        place: ['operations', String(index)],
        id,
        text: body,
      }))
    : Object.entries(read.data as z.infer<typeof textsById>).map(([id, text]) => ({ place: [id], id, text }))
}

type Sentences = readonly [ar: string, en: string]

function wrongId(name: string, text: string): Sentences | null {
  if (!/^[A-Za-z0-9._~:-]{1,200}$/.test(name)) {
    return [
      'معرّف الوثيقة من 1 إلى 200 محرف: حروف لاتينية وأرقام و . _ ~ : -',
      'The id of a document has 1 to 200 Latin letters, digits and . _ ~ : -',
    ]
  }
  if (text.length > MAX_CHARACTERS) {
    return ['الوثيقة أطول مما يُسمح به', `The document has more than ${MAX_CHARACTERS} characters`]
  }
  // PostgreSQL keeps no NUL, UTF-8 no half of a character.
  if (/\0|\p{Surrogate}/u.test(text)) return ['نص الوثيقة ليس يونيكود صحيحاً', 'The text is not well-formed Unicode']
  if (!name.startsWith('sha256:')) return null
  return name === `sha256:${textDigest(text)}`
    ? null
    : ['لا يطابق المعرّف نص الوثيقة', 'The id is not the SHA-256 of the text']
}

function conflict(known: ManifestDocument | undefined, text: string): Sentences | null {
  if (known === undefined || known.text === text) return null
  return ['المعرّف نفسه لنصين مختلفين', 'The same id stands for another text as well']
}

const fault = (place: string[], ar: string, en: string): ManifestFault => ({ place, ar, en })
const tooLarge = (ar: string, en: string): ReadManifest => ({ kind: 'too-large', ar, en })
const refused = (...faults: ManifestFault[]): ReadManifest => ({ kind: 'refused', faults })
