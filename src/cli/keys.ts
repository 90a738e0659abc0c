import { openStore } from '../app/open-store.ts'
import { Scope } from '../entities/enums.ts'
import { signingSecretOf } from '../entities/key-token.ts'
import { AppError } from '../errors.ts'
import { secretOf } from '../ops/server-secrets.ts'
import { type KeyRow, KeyStore, type MadeKey } from '../stores/key-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import type { AddCommand } from './run.ts'

interface CreateOptions {
  partner: string
  scopes: string
  signing?: boolean
  mustSign?: boolean
  expires?: string
  json?: boolean
}
/** Commander gives a command below another its own options and those of the one above. */
interface Self<Options> {
  optsWithGlobals(): Options
}

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const
const MAX_NAME = 100
const MUST_BE_TIME = 'must be a number and s, m, h or d, such as 90d'

/** `sila keys …`: the keys of partners. */
export const keysCommand: AddCommand = (program, perform) => {
  const keys = program.command('keys').description('make, list, rotate and revoke the keys of partners')
  keys
    .command('create')
    .requiredOption('--partner <name>', 'whose key it is; made if new')
    .option('--scopes <scopes>', `what it may do, by comma: ${Object.keys(Scope).join(', ').toLowerCase()}`, 'read')
    .option('--signing', 'with a secret to sign pushes to /ingest')
    .option('--must-sign', 'what is asked with it must be signed (RFC 9421), with a secret for that')
    .option('--expires <time>', 'when it ends, such as 90d; else never')
    .description('make a key; its secret is printed once')
    .action((_, self: Self<CreateOptions>) => {
      const options = self.optsWithGlobals()
      return perform(options.json, (context) => create(options, context))
    })
  keys
    .command('list')
    .description('list the keys, never their secrets')
    .action((_, self: Self<{ json?: boolean }>) => perform(self.optsWithGlobals().json, list))
  keys
    .command('rotate')
    .argument('<id>', 'id of the key')
    .option('--overlap <time>', 'when the old key ends, such as 7d; else when it is revoked')
    .description('make a key that may do the same; the old one lets in beside it until it ends or is revoked')
    .action((id: string, _, self: Self<{ overlap?: string; json?: boolean }>) => {
      const { overlap, json } = self.optsWithGlobals()
      return perform(json, (context) => rotate(id, overlap, context))
    })
  keys
    .command('revoke')
    .argument('<id>', 'id of the key')
    .description('end a key for good; what is open with it closes within seconds')
    .action((id: string, _, self: Self<{ json?: boolean }>) =>
      perform(self.optsWithGlobals().json, (context) => revoke(id, context)),
    )
}

async function create(
  { partner, scopes, signing, mustSign, expires }: CreateOptions,
  context: CommandContext,
): Promise<number> {
  const name = partner.trim()
  const wanted = scopes.split(',').map((scope) => scope.trim().toUpperCase())
  const unknown = wanted.filter((scope) => !Object.hasOwn(Scope, scope))
  const lifetimeSeconds = secondsOf(expires)
  const problem =
    name === '' || name.length > MAX_NAME
      ? `--partner: a name has 1 to ${MAX_NAME} characters`
      : unknown.length > 0
        ? `--scopes ${unknown.join(', ').toLowerCase()}: must be of ${Object.keys(Scope).join(', ').toLowerCase()}`
        : lifetimeSeconds === undefined
          ? `--expires ${expires}: ${MUST_BE_TIME}`
          : null
  if (problem !== null) {
    context.say(`sila: ${problem}`)
    return EXIT.misused
  }
  return await withKeys(context, async (keys) => {
    const terms = {
      partner: name,
      scopes: [...new Set(wanted)] as Scope[],
      signing: signing ?? false,
      mustSign: mustSign ?? false,
      lifetimeSeconds: lifetimeSeconds ?? null,
    }
    await show(await keys.create(terms), context)
    return EXIT.done
  })
}

async function list(context: CommandContext): Promise<number> {
  return await withKeys(context, async (keys) => {
    const rows = (await keys.list()).map(shown)
    if (context.json) context.print(rows)
    else context.write(table(rows))
    return EXIT.done
  })
}

/** Null where none is given, undefined where it is none. */
function secondsOf(time: string | undefined): number | null | undefined {
  if (time === undefined) return null
  const [, number, unit] = /^([1-9]\d{0,6})([smhd])$/.exec(time) ?? []
  return unit === undefined ? undefined : Number(number) * SECONDS[unit as keyof typeof SECONDS]
}

async function rotate(id: string, overlap: string | undefined, context: CommandContext): Promise<number> {
  const overlapSeconds = secondsOf(overlap)
  if (overlapSeconds === undefined) {
    context.say(`sila: --overlap ${overlap}: ${MUST_BE_TIME}`)
    return EXIT.misused
  }
  return await withKeys(context, async (keys) => {
    const made = await keys.rotate(id, overlapSeconds)
    if (made === null) throw new AppError('NOT_FOUND', `There is no key ${id}, or it was revoked`)
    await show(made, context)
    const end = overlap === undefined ? 'until you revoke it' : `for ${overlap} at most`
    context.say(`The old key stays ${end}: sila keys revoke ${id}`)
    return EXIT.done
  })
}

async function revoke(id: string, context: CommandContext): Promise<number> {
  return await withKeys(context, async (keys) => {
    const key = await keys.revoke(id)
    if (key === null) throw new AppError('NOT_FOUND', `There is no key ${id}`)
    context.print(shown(key))
    return EXIT.done
  })
}

async function withKeys(context: CommandContext, work: (keys: KeyStore) => Promise<number>): Promise<number> {
  const config = context.config()
  const store = await openStore(config, context.log(config))
  try {
    return await work(new KeyStore(store.database.manager))
  } finally {
    await store.close()
  }
}

/** A new key with its secrets, which nobody can print again. */
async function show({ token, key }: MadeKey, context: CommandContext): Promise<void> {
  const { publicId, signingSalt } = key
  const config = context.config()
  const signingSecret = signingSalt === null ? null : signingSecretOf(await secretOf(config), publicId, signingSalt)
  context.print({ ...shown(key), key: token, ...(signingSecret === null ? {} : { signingSecret }) })
  context.say('The key is shown this once: keep it now.')
  if (signingSecret !== null && config.secret === null && config.databaseUrl !== null) {
    context.say(
      `The signing secret holds for servers with the file secret of ${config.dataDir}, or the same SILA_SECRET.`,
    )
  }
}

const shown = (key: KeyRow) => ({
  id: key.publicId,
  partner: key.partnerName,
  scopes: key.scopes,
  signing: key.signingSalt !== null,
  mustSign: key.mustSign,
  createdAt: key.createdAt,
  expiresAt: key.expiresAt,
  lastUsedAt: key.lastUsedAt,
  revokedAt: key.revokedAt,
})

/** Columns as wide as what stands in them. */
function table(rows: readonly ReturnType<typeof shown>[]): string {
  const day = (date: Date | null, otherwise: string): string => date?.toISOString().slice(0, 16) ?? otherwise
  const lines = rows.map(({ id, partner, scopes, createdAt, expiresAt, lastUsedAt, revokedAt }) => [
    id,
    partner,
    scopes.join(',').toLowerCase(),
    day(createdAt, ''),
    day(expiresAt, 'never'),
    day(lastUsedAt, 'never'),
    day(revokedAt, ''),
  ])
  const all = [['id', 'partner', 'scopes', 'created', 'expires', 'last used', 'revoked'], ...lines]
  const widths = all[0]!.map((_, column) => Math.max(...all.map((line) => line[column]!.length)))
  return all
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
