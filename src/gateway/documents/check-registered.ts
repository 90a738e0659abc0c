import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises'
import type { DocumentFinding, DocumentReader, RunningDocument } from '../../stores/document-reader.ts'
import { checkText, type DocumentRules, schemaDigest } from './check-text.ts'
import { faultOf, operationName } from './document-registrar.ts'

/** Documents that are read at once. */
const BATCH = 200
/** Findings that are noted at once. */
const NOTED_AT_ONCE = 50
/** After each document a recheck rests so many times as long as it took. */
const REST = 4

/** A document that runs and that a schema breaks. */
export interface BrokenDocument extends Pick<RunningDocument, 'partner' | 'app' | 'version' | 'name'> {
  operation: string | null
  /** What is wrong, with lines and columns of its text. */
  fault: string
}

/** Checks every document that runs against a schema. Gives those that it breaks, and how many were checked. */
export async function checkRegistered(
  reader: Pick<DocumentReader, 'running'>,
  rules: DocumentRules,
): Promise<{ checked: number; broken: BrokenDocument[] }> {
  const broken: BrokenDocument[] = []
  let checked = 0
  for await (const document of runningDocuments(reader, null)) {
    checked++
    const found = checkText(rules, document.text)
    if (found.kind === 'refused') broken.push(brokenDocument(document, faultOf(found.errors)))
  }
  return { checked, broken }
}

/**
 * Checks and prices those anew that were last checked against another schema, and notes what came of it: after an upgrade each
 * document is looked at once. It takes its time, since requests come first. Gives those that the schema breaks.
 */
export async function recheck(
  reader: Pick<DocumentReader, 'running' | 'note'>,
  rules: DocumentRules,
  signal: AbortSignal,
): Promise<BrokenDocument[]> {
  const schemaSha256 = schemaDigest(rules.schema)
  const broken: BrokenDocument[] = []
  const findings: DocumentFinding[] = []
  for await (const document of runningDocuments(reader, schemaSha256)) {
    if (signal.aborted) break
    const began = performance.now()
    const found = checkText(rules, document.text)
    const fault = found.kind === 'refused' ? faultOf(found.errors) : null
    const operations = found.kind === 'valid' ? found.operations : null
    findings.push({ id: document.id, schemaSha256, operations, fault })
    if (fault !== null) broken.push(brokenDocument(document, fault))
    if (findings.length === NOTED_AT_ONCE) await reader.note(findings.splice(0))
    await sleep((performance.now() - began) * REST, undefined, { signal }).catch(() => {})
  }
  await reader.note(findings)
  return broken
}

async function* runningDocuments(
  reader: Pick<DocumentReader, 'running'>,
  otherThan: string | null,
): AsyncGenerator<RunningDocument, void, undefined> {
  for (let after = '0'; ; ) {
    const documents = await reader.running(after, BATCH, otherThan)
    for (const document of documents) {
      await breathe()
      yield document
    }
    if (documents.length < BATCH) return
    after = documents.at(-1)!.id
  }
}

const brokenDocument = ({ partner, app, version, name, text }: RunningDocument, fault: string): BrokenDocument => ({
  partner,
  app,
  version,
  name,
  operation: operationName(text),
  fault,
})
