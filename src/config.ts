import { existsSync, readFileSync } from 'node:fs'
import type { z } from 'zod'
import { type HostAndPort, type PrivateNetworks, type Role, SETTINGS } from './config/settings.ts'

export { type HostAndPort, type PrivateNetworks, type Role, SETTINGS }

type Settings = typeof SETTINGS
const NAMES = Object.keys(SETTINGS) as (keyof Settings)[]
type Values = { readonly [K in keyof Settings]: z.infer<Settings[K]['schema']> }

/** The settings under the names that the code uses; frozen. Durations are in seconds. */
export interface Config {
  readonly databaseUrl: string | null
  readonly databaseReplicaUrls: readonly string[]
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
  readonly rawMaxBytes: number
  readonly changesKeptSeconds: number
  readonly eventsUrl: string | null
  readonly drainSeconds: number
  readonly changesMax: number
  readonly anonymous: 'read' | 'none'
  readonly corsOrigins: readonly string[] | null
  /** Addresses and networks (CIDR). */
  readonly trustedProxies: readonly string[]
  /** Points of cost a minute. */
  readonly quota: number
  readonly quotaAnonymous: number
  /** Points of one operation. */
  readonly maxCost: number
  readonly timeoutSeconds: number
  readonly introspection: boolean
  readonly responseCacheBytes: number
  readonly logLevel: Values['SILA_LOG_LEVEL']
  readonly metricsAddress: HostAndPort | null
  readonly traceEndpoint: string | null
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
    databaseReplicaUrls: values.DATABASE_REPLICA_URLS,
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
    rawMaxBytes: values.SILA_RAW_MAX,
    changesKeptSeconds: values.SILA_CHANGES_KEPT,
    eventsUrl: values.SILA_EVENTS_URL,
    drainSeconds: values.SILA_DRAIN,
    changesMax: values.SILA_CHANGES_MAX,
    anonymous: values.SILA_ANONYMOUS,
    corsOrigins: values.SILA_CORS_ORIGINS,
    trustedProxies: values.SILA_TRUSTED_PROXIES,
    quota: values.SILA_QUOTA,
    quotaAnonymous: values.SILA_QUOTA_ANONYMOUS,
    maxCost: values.SILA_MAX_COST,
    timeoutSeconds: values.SILA_TIMEOUT,
    introspection: values.SILA_INTROSPECTION,
    responseCacheBytes: values.SILA_RESPONSE_CACHE,
    logLevel: values.SILA_LOG_LEVEL,
    metricsAddress: values.SILA_METRICS_ADDRESS,
    traceEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
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
