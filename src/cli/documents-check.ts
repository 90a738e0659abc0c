import { readFile } from 'node:fs/promises'
import { buildSchema, type GraphQLSchema } from 'graphql'
import { AppError, messageOf } from '../errors.ts'
import { checkText } from '../gateway/documents/check-text.ts'
import { faultOf, operationName } from '../gateway/documents/document-registrar.ts'
import { type ManifestDocument, readManifest, textDigest } from '../gateway/documents/read-manifest.ts'
import { type CommandContext, EXIT } from './command.ts'
import { atOffice, type DocumentOffice, type Listing, type OfficeOptions } from './document-office.ts'
import { readManifestFile } from './documents-change.ts'

interface CheckOptions extends OfficeOptions {
  schema?: string
}

/** A document that the schema breaks, as it is printed. */
interface Broken {
  partner: string | null
  app: string | null
  version: string | null
  operation: string | null
  documentId: string
  fault: string
}

/** `sila documents check [MANIFEST]`: 1 where the schema breaks a document. */
export async function checkDocuments(
  [file]: string[],
  options: CheckOptions,
  context: CommandContext,
): Promise<number> {
  if (options.schema !== undefined && options.url !== undefined && file === undefined) {
    context.say('sila: --schema is for a manifest, or for the own database')
    return EXIT.misused
  }
  const given = options.schema === undefined ? null : await schemaOf(options.schema)
  const broken = await atOffice(options, context, async (office) =>
    file === undefined
      ? await registered(office, given)
      : await ofManifest(file, given ?? (await office.schema()), office),
  )
  if (context.json) context.print({ broken })
  for (const { partner, app, version, operation, documentId, fault } of broken) {
    const place = partner === null ? '' : `${partner}: ${app}@${version}: `
    context.say(`sila: ${place}${operation ?? documentId}: ${fault}`)
  }
  if (broken.length === 0) context.say('Every document holds.')
  return broken.length === 0 ? EXIT.done : EXIT.failed
}

/** `sila documents diff MANIFEST`. */
export async function diffDocuments(
  [file]: string[],
  options: OfficeOptions & Listing,
  context: CommandContext,
): Promise<number> {
  const given = documentsOf(await readManifestFile(file!))
  const listed = await atOffice(options, context, (office) => office.list(options))
  const isMember = options.version === undefined ? ({ state }: { state: string }) => state === 'ACTIVE' : () => true
  const members = new Map(listed.filter(isMember).map((document) => [document.documentId, document]))
  const names = new Set(given.map(({ name }) => name))
  const conflicting = given.filter(
    ({ name, text }) => (members.get(name)?.sha256 ?? textDigest(text)) !== textDigest(text),
  )
  const diff = {
    added: given.filter(({ name }) => !members.has(name)).map(({ name, text }) => shown(name, operationName(text))),
    missing: [...members.values()]
      .filter(({ documentId }) => !names.has(documentId))
      .map(({ documentId, operations }) => shown(documentId, operations[0]?.name ?? null)),
    conflicting: conflicting.map(({ name, text }) => shown(name, operationName(text))),
    unchanged: given.filter(({ name }) => members.has(name)).length - conflicting.length,
  }
  if (context.json) context.print(diff)
  else {
    const lines = (sign: string, documents: ReturnType<typeof shown>[]) =>
      documents.map(({ documentId, operation }) => `${sign} ${operation ?? '(no name)'}  ${documentId}\n`)
    context.write([...lines('+', diff.added), ...lines('-', diff.missing), ...lines('!', diff.conflicting)].join(''))
    context.say(
      `${diff.added.length} to be added, ${diff.unchanged} unchanged, ${diff.missing.length} not in the manifest`,
    )
  }
  return diff.conflicting.length === 0 ? EXIT.done : EXIT.failed
}

const shown = (documentId: string, operation: string | null) => ({ documentId, operation })

async function registered(office: DocumentOffice, schema: GraphQLSchema | null): Promise<Broken[]> {
  return (await office.broken(schema)).map(({ name, ...document }) => ({ ...document, documentId: name }))
}

async function ofManifest(file: string, schema: GraphQLSchema, { maxCost }: DocumentOffice): Promise<Broken[]> {
  return documentsOf(await readManifestFile(file)).flatMap(({ name, text }) => {
    const checked = checkText({ schema, maxCost }, text)
    if (checked.kind === 'valid') return []
    const nowhere = { partner: null, app: null, version: null }
    return [{ ...nowhere, operation: operationName(text), documentId: name, fault: faultOf(checked.errors) }]
  })
}

function documentsOf(manifest: string): ManifestDocument[] {
  const read = readManifest(manifest)
  if (read.kind === 'read') return read.documents
  const [fault] = read.kind === 'refused' ? read.faults : [{ place: [], en: read.en }]
  throw new AppError('BAD_USER_INPUT', [...fault!.place, fault!.en].join(': '))
}

async function schemaOf(file: string): Promise<GraphQLSchema> {
  const text = await readFile(file, 'utf8')
  try {
    return buildSchema(text)
  } catch (error) {
    throw new AppError('BAD_USER_INPUT', `${file} is no schema: ${messageOf(error)}`)
  }
}
