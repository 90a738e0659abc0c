import { readFile } from 'node:fs/promises'
import type { UserError } from '../entities/user-error.ts'
import { AppError } from '../errors.ts'
import { type CommandContext, EXIT } from './command.ts'
import { atOffice, type ListedDocument, type Listing, type OfficeOptions } from './document-office.ts'
import { moment, table } from './feed-views.ts'

interface PublishOptions extends OfficeOptions {
  app: string
  version: string
  pending?: boolean
}
interface RetireOptions extends OfficeOptions {
  sunset?: string
  force?: boolean
}

/** `sila documents publish MANIFEST`. */
export async function publishDocuments(
  [file]: string[],
  options: PublishOptions,
  context: CommandContext,
): Promise<number> {
  const { app, version, pending, url } = options
  if (pending && url !== undefined) {
    context.say('sila: --pending is for the own database')
    return EXIT.misused
  }
  const manifest = await readManifestFile(file!)
  return await atOffice(options, context, async (office) => {
    const { userErrors, ...counts } = await office.publish({
      app,
      version,
      manifest,
      state: pending ? 'PENDING' : 'ACTIVE',
    })
    if (userErrors.length > 0) return refuse(counts, userErrors, context)
    const documents = await office.list({ app, version })
    if (context.json) context.print({ ...counts, userErrors: [], documents })
    else {
      context.write(documentTable(documents))
      context.say(`${counts.added} added to ${app}@${version}, ${counts.unchanged} unchanged`)
    }
    return EXIT.done
  })
}

/** `sila documents list`. */
export async function listDocuments(
  _: string[],
  options: OfficeOptions & Listing,
  context: CommandContext,
): Promise<number> {
  return await atOffice(options, context, async (office) => {
    const documents = await office.list(options)
    if (context.json) context.print({ documents })
    else context.write(documentTable(documents))
    return EXIT.done
  })
}

/** `sila documents retire ID`. */
export async function retireDocuments(
  [id]: string[],
  options: RetireOptions,
  context: CommandContext,
): Promise<number> {
  const { sunset, force = false } = options
  const sunsetAt = sunset === undefined ? null : new Date(sunset)
  if (sunsetAt !== null && (Number.isNaN(sunsetAt.getTime()) || !/^\d{4}-\d\d-\d\d/.test(sunset!))) {
    context.say(`sila: --sunset ${sunset}: must be a date such as 2027-01-31`)
    return EXIT.misused
  }
  return await atOffice(options, context, async (office) => {
    const { userErrors, ...answer } = await office.retire({ id: id!, sunsetAt, force })
    if (userErrors.length > 0) return refuse(answer, userErrors, context)
    context.print({ id, ...answer, userErrors: [] })
    return EXIT.done
  })
}

/** The text of a manifest; - is what comes on stdin. Throws where it cannot be read. */
export async function readManifestFile(file: string): Promise<string> {
  if (file !== '-') return await readFile(file, 'utf8')
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  if (chunks.length === 0) throw new AppError('BAD_USER_INPUT', 'There is nothing on stdin')
  return Buffer.concat(chunks).toString()
}

function refuse(answer: object, userErrors: readonly UserError[], context: CommandContext): number {
  const shown = userErrors.map(({ code, field, message }) => ({ code, field, message: message.en }))
  if (context.json) context.print({ ...answer, userErrors: shown })
  for (const { field, message } of shown) context.say(`sila: ${[...(field ?? []).slice(1), ''].join(': ')}${message}`)
  return EXIT.failed
}

function documentTable(documents: readonly ListedDocument[]): string {
  const head = ['PARTNER', 'APP', 'VERSION', 'STATE', 'OPERATION', 'COST', 'CALLS', 'LAST USED', 'SUNSET', 'ID']
  const lines = documents.map(
    ({ partner, app, version, state, operations, calls, lastUsedAt, sunsetAt, documentId }) => [
      partner,
      app,
      version,
      state,
      operations.map(({ name, type }) => name ?? `(${type})`).join(','),
      operations.map(({ cost }) => String(cost)).join(','),
      String(calls),
      moment(lastUsedAt),
      moment(sunsetAt),
      documentId,
    ],
  )
  return table(head, lines)
}
