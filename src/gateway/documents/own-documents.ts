import { textDigest } from './read-manifest.ts'

const ERRORS = 'userErrors { code field ar: message en: message(language: "en") }'

/**
 * The documents with which `sila documents` asks. Every server knows those of its own version, for everybody: a partner who is held to
 * documents publishes by the API all the same.
 */
export const OWN_DOCUMENTS = {
  publish: `mutation Publish($input: DocumentsPublishInput!) { documentsPublish(input: $input) { added unchanged ${ERRORS} } }`,
  retire: `mutation Retire($input: DocumentsRetireInput!) { documentsRetire(input: $input) { isRetired sunsetAt ${ERRORS} } }`,
  list: `query List($app: String, $version: String, $faulty: Boolean, $after: Cursor) {
  documents(app: $app, version: $version, faulty: $faulty, first: 100, after: $after) {
    nodes {
      documentId partner app version state sha256 operations { name type cost } calls lastUsedAt deprecatedAt sunsetAt fault
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
} as const

const known = new Map<string, string>(Object.values(OWN_DOCUMENTS).map((text) => [ownId(text), text]))

/** The id of a text by the specification. */
export function ownId(text: string): string {
  return `sha256:${textDigest(text)}`
}

/** The text of one of these documents; undefined of other ids. */
export const ownDocument = (id: string): string | undefined => known.get(id)
