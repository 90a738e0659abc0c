import ipaddr from 'ipaddr.js'
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

/** Where to listen. */
export interface HostAndPort {
  readonly host: string
  readonly port: number
}

/** Which addresses inside private networks the fetcher may ask: none, all, or those of a list of host:port. */
export type PrivateNetworks = 'none' | 'all' | readonly string[]

const portOf = (value: string): number => Number(value.slice(value.lastIndexOf(':') + 1))
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
const databaseUrls = text
  .refine((value) => list(value).every((url) => /^postgres(ql)?:\/\//.test(url)), {
    error: 'must be postgres:// or postgresql:// addresses by comma',
  })
  .transform(list)
const httpUrl = optionalText.refine((value) => value === null || /^https?:\/\//.test(value), {
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
const points = text
  .refine((value) => /^[1-9]\d{0,8}$/.test(value), { error: 'must be a number from 1 to 999999999' })
  .transform(Number)
/** Bytes; nothing at all is 0MB. */
const megabytes = text
  .refine((value) => /^\d{1,6}MB$/.test(value), { error: 'must be a number and MB, such as 64MB' })
  .transform((value) => Number(value.slice(0, -2)) * 1_048_576)
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
/** A host and a port; an IPv6 address stands in brackets. */
const hostAndPort = optionalText
  .refine((value) => value === null || (/^(\[[\da-f:.]+\]|[^\s:]+):\d{1,5}$/i.test(value) && portOf(value) <= 65_535), {
    error: 'must be host:port, such as 127.0.0.1:9464',
  })
  .transform((value): HostAndPort | null =>
    value === null
      ? null
      : { host: value.slice(0, value.lastIndexOf(':')).replace(/^\[|\]$/g, ''), port: portOf(value) },
  )
const isOrigin = (value: string): boolean => value === '*' || (URL.canParse(value) && new URL(value).origin === value)
const origins = text
  .refine((value) => list(value).every(isOrigin), { error: 'must be * or a list of origins (https://news.example)' })
  .transform((value) => (value === '' ? null : list(value)))
const isNetwork = (value: string): boolean => ipaddr.isValidCIDR(value) || ipaddr.isValid(value)
const proxies = text
  .refine((value) => list(value).every(isNetwork), {
    error: 'must be a list of addresses and networks, such as 127.0.0.1 or 10.0.0.0/8',
  })
  .transform(list)

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
  DATABASE_REPLICA_URLS: setting(
    databaseUrls,
    '',
    'streaming replicas of it that queries over HTTP may be read from, by comma',
    true,
  ),
  SILA_DATA_DIR: setting(text, '.sila', 'folder of the embedded database and of the generated admin key'),
  SILA_HOST: setting(text, '127.0.0.1', 'address to listen on'),
  SILA_PORT: setting(port, '4000', 'port to listen on; 0 takes a free one'),
  SILA_PUBLIC_URL: setting(httpUrl, '', 'how others reach the server; else the listening address'),
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
  SILA_RAW_MAX: setting(
    megabytes,
    '20000MB',
    'room that fetched bytes take at most, as they are stored; older ones go',
  ),
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
  SILA_TRUSTED_PROXIES: setting(
    proxies,
    '',
    'addresses and networks of proxies whose X-Forwarded-For tells who asks, by comma; else nobody is believed',
  ),
  SILA_QUOTA: setting(points, '60000000', 'points of cost that a partner may use in a minute'),
  SILA_QUOTA_ANONYMOUS: setting(points, '10000000', 'points of cost that an address may use in a minute without a key'),
  SILA_MAX_COST: setting(points, '25000', 'points that one operation may cost at most'),
  SILA_TIMEOUT: setting(seconds, '10s', 'how long one operation may read; then it is cancelled'),
  SILA_INTROSPECTION: setting(
    onOrOff,
    'on',
    'whether callers without the scope OPERATE may ask for the schema: on or off',
  ),
  SILA_RESPONSE_CACHE: setting(
    megabytes,
    '64MB',
    'memory for answers that are asked for again and again; 0MB keeps none',
  ),
  SILA_LOG_LEVEL: setting(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
    'least level of what is logged',
  ),
  SILA_METRICS_ADDRESS: setting(
    hostAndPort,
    '',
    'host:port for monitors: /metrics, /healthz and /readyz without a key, in every role; else /metrics is on the API port alone, with a key of the scope OPERATE',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    httpUrl,
    '',
    'where traces go, by OTLP over HTTP (http://collector:4318); without it nothing is traced. Other OTEL_ settings count as well',
  ),
} as const
