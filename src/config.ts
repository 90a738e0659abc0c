import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/** One setting: what it may be, what it is where nobody sets it, what it means. */
interface Setting<T> {
  readonly schema: z.ZodType<T, string>
  readonly fallback: string
  readonly help: string
  /** Never printed. */
  readonly secret?: boolean
}

const DURATION_UNITS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const
const ROLES = ['api', 'ingest', 'desk'] as const
/** What one process does: answers requests, fetches sources, writes the record. */
export type Role = (typeof ROLES)[number]

/** Which addresses inside private networks the fetcher may ask: none, all, or those of a list of host:port. */
export type PrivateNetworks = 'none' | 'all' | readonly string[]

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const text = z.string()
const optionalText = text.transform((value) => (value === '' ? null : value))
const databaseUrl = optionalText.refine((value) => value === null || /^postgres(ql)?:\/\//.test(value), {
  error: 'must begin with postgres:// or postgresql://',
})
const publicUrl = optionalText.refine((value) => value === null || /^https?:\/\//.test(value), {
  error: 'must be an http(s) URL',
})
const port = text
  .refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, { error: 'must be a port, 0 to 65535' })
  .transform(Number)
const roles = text
  .transform(list)
  .pipe(z.array(z.enum(ROLES)).min(1, { error: 'must name at least one of api, ingest, desk' }))
const onOrOff = z.enum(['on', 'off']).transform((value) => value === 'on')
const adminKey = optionalText.refine((value) => value === null || value.length >= 20, {
  error: 'must have at least 20 characters',
})
const seconds = text
  .refine((value) => /^[1-9]\d{0,6}[smhd]$/.test(value), { error: 'must be a number and s, m, h or d, such as 7d' })
  .transform((value) => Number(value.slice(0, -1)) * DURATION_UNITS[value.at(-1) as keyof typeof DURATION_UNITS])
const changes = text
  .refine((value) => /^[1-9]\d{3,8}$/.test(value), { error: 'must be a number from 1000 to 999999999' })
  .transform(Number)
/** As `seconds`; none at all is 0s. */
const secondsOrNone = text
  .refine((value) => value === '0s' || seconds.safeParse(value).success, {
    error: 'must be a number and s, m, h or d, such as 10s',
  })
  .transform((value) => (value === '0s' ? 0 : seconds.parse(value)))
const eventsUrl = optionalText.refine(
  (value) =>
    value === null || list(value).every((server) => /^(nats|tls):\/\/[^/]+$/.test(server) && URL.canParse(server)),
  { error: 'must be nats://host:port or tls://host:port, or several by comma' },
)
const secret = optionalText.refine((value) => value === null || value.length >= 32, {
  error: 'must have at least 32 characters',
})
/** Hosts as the fetcher compares them: `host:port`, or `[address]:port`. */
const privateNetworks = text
  .refine((value) => value === 'off' || value === 'on' || list(value).every((host) => /^\S+:\d{1,5}$/.test(host)), {
    error: 'must be off, on or a list of host:port',
  })
  .transform((value): PrivateNetworks => (value === 'off' ? 'none' : value === 'on' ? 'all' : list(value)))
const isOrigin = (value: string): boolean => value === '*' || (URL.canParse(value) && new URL(value).origin === value)
const origins = text
  .refine((value) => list(value).every(isOrigin), { error: 'must be * or a list of origins (https://news.example)' })
  .transform((value) => (value === '' ? null : list(value)))

const setting = <T>(schema: z.ZodType<T, string>, fallback: string, help: string, secret = false): Setting<T> => ({
  schema,
  fallback,
  help,
  secret,
})

/** Every setting of the server, in the order in which `sila config` prints them. */
export const SETTINGS = {
  DATABASE_URL: setting(
    databaseUrl,
    '',
    'PostgreSQL 15 or newer; without it an embedded one under SILA_DATA_DIR',
    true,
  ),
  SILA_DATA_DIR: setting(text, '.sila', 'folder of the embedded database and of the generated admin key'),
  SILA_HOST: setting(text, '127.0.0.1', 'address to listen on'),
  SILA_PORT: setting(port, '4000', 'port to listen on; 0 takes a free one'),
  SILA_PUBLIC_URL: setting(publicUrl, '', 'how others reach the server; else the listening address'),
  SILA_ROLES: setting(roles, ROLES.join(','), 'what this process does: api, ingest, desk'),
  SILA_SAMPLE: setting(
    onOrOff,
    'on',
    'the bundled sample and its newsroom while the store holds nothing else: on or off',
  ),
  SILA_ADMIN_KEY: setting(adminKey, '', 'key with every scope; else a random one, kept in the data folder', true),
  SILA_SECRET: setting(
    secret,
    '',
    'what signing secrets are derived from; else a random one, kept in the data folder. The same on all nodes',
    true,
  ),
  SILA_CONTACT: setting(text, '', 'address or URL by which publishers reach you; part of the User-Agent'),
  SILA_ALLOW_PRIVATE_NETWORKS: setting(
    privateNetworks,
    'off',
    'addresses inside private networks that may be fetched: off, on, or a list of host:port',
  ),
  SILA_RAW_KEPT: setting(seconds, '30d', 'how long fetched bytes are kept'),
  SILA_CHANGES_KEPT: setting(seconds, '7d', 'how long the log of changes is kept'),
  SILA_EVENTS_URL: setting(
    eventsUrl,
    '',
    'NATS JetStream that the log of changes is relayed into and API nodes tail, nats://host:port; else PostgreSQL',
    true,
  ),
  SILA_DRAIN: setting(
    secondsOrNone,
    '10s',
    'how long a closing server spreads its sockets and streams over the others; where it has none it closes at once',
  ),
  SILA_CHANGES_MAX: setting(changes, '5000000', 'changes that the log keeps at most, about 1 kB each; older ones go'),
  SILA_ANONYMOUS: setting(z.enum(['read', 'none']), 'read', 'what callers without a key may do: read or none'),
  SILA_CORS_ORIGINS: setting(
    origins,
    '',
    'origins that browsers may call from, by comma, or *; else loopback origins while listening on loopback',
  ),
  SILA_LOG_LEVEL: setting(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
    'least level of what is logged',
  ),
} as const

type Settings = typeof SETTINGS
const NAMES = Object.keys(SETTINGS) as (keyof Settings)[]
type Values = { readonly [K in keyof Settings]: z.infer<Settings[K]['schema']> }

/** The settings under the names that the code uses; frozen. Durations are in seconds. */
export interface Config {
  readonly databaseUrl: string | null
  readonly dataDir: string
  readonly host: string
  readonly port: number
  readonly publicUrl: string | null
  readonly roles: readonly Role[]
  readonly sample: boolean
  readonly adminKey: string | null
  readonly secret: string | null
  readonly contact: string | null
  readonly allowPrivateNetworks: PrivateNetworks
  readonly rawKeptSeconds: number
  readonly changesKeptSeconds: number
  readonly eventsUrl: string | null
  readonly drainSeconds: number
  readonly changesMax: number
  readonly anonymous: 'read' | 'none'
  readonly corsOrigins: readonly string[] | null
  readonly logLevel: Values['SILA_LOG_LEVEL']
}

/** Every problem of the environment at once, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    )
  }
}

type Environment = Readonly<Record<string, string | undefined>>

function readRaw(env: Environment, name: keyof Settings, problems: string[]): string {
  const file = env[`${name}_FILE`]
  if (file === undefined || file === '') return env[name] || SETTINGS[name].fallback
  if (env[name] !== undefined) problems.push(`${name}: set together with ${name}_FILE; leave one of them out`)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  problems.push(`${name}_FILE: there is no file ${file}`)
  return SETTINGS[name].fallback
}

/** What each setting is as text, and as the code reads it; throws a ConfigError that names every problem. */
function read(env: Environment): { raw: Record<keyof Settings, string>; values: Values } {
  const problems: string[] = []
  const raw = {} as Record<keyof Settings, string>
  const values: Partial<Record<keyof Settings, unknown>> = {}
  for (const name of NAMES) {
    raw[name] = readRaw(env, name, problems)
    const { schema, secret } = SETTINGS[name]
    const parsed = schema.safeParse(raw[name])
    if (parsed.success) values[name] = parsed.data
    else {
      const shown = secret ? '' : ` (is ${JSON.stringify(raw[name])})`
      problems.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}${shown}`)
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return { raw, values: values as Values }
}

/** Names that look like settings and are none: a slip of the pen, or of another version. */
export function unknownSettings(env: Environment = process.env): string[] {
  const known = new Set<string>(NAMES.flatMap((name) => [name, `${name}_FILE`]))
  return Object.keys(env).filter((name) => name.startsWith('SILA_') && !known.has(name))
}

/** The configuration that an environment gives; throws a ConfigError that names every problem. */
export function loadConfig(env: Environment = process.env): Config {
  const { values } = read(env)
  return Object.freeze({
    databaseUrl: values.DATABASE_URL,
    dataDir: values.SILA_DATA_DIR,
    host: values.SILA_HOST,
    port: values.SILA_PORT,
    publicUrl: values.SILA_PUBLIC_URL,
    roles: values.SILA_ROLES,
    sample: values.SILA_SAMPLE,
    adminKey: values.SILA_ADMIN_KEY,
    secret: values.SILA_SECRET,
    contact: values.SILA_CONTACT || null,
    allowPrivateNetworks: values.SILA_ALLOW_PRIVATE_NETWORKS,
    rawKeptSeconds: values.SILA_RAW_KEPT,
    changesKeptSeconds: values.SILA_CHANGES_KEPT,
    eventsUrl: values.SILA_EVENTS_URL,
    drainSeconds: values.SILA_DRAIN,
    changesMax: values.SILA_CHANGES_MAX,
    anonymous: values.SILA_ANONYMOUS,
    corsOrigins: values.SILA_CORS_ORIGINS,
    logLevel: values.SILA_LOG_LEVEL,
  })
}

/** The table that `sila config` prints: each setting, whether it was set, its value (secrets withheld) and what it means. */
export function describeConfig(
  env: Environment = process.env,
): { name: string; value: string; set: boolean; help: string }[] {
  const { raw } = read(env)
  return NAMES.map((name) => {
    const { secret, help } = SETTINGS[name]
    const set = Boolean(env[name] || env[`${name}_FILE`])
    return { name, value: secret && raw[name] !== '' ? '(secret)' : raw[name], set, help }
  })
}
