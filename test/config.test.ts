import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, describeConfig, loadConfig, SETTINGS, unknownSettings } from '../src/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'sila-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const KEY = 'a-key-of-at-least-twenty-characters'
const fileWith = (text: string): string => {
  const path = join(folder, `${Math.random()}`)
  writeFileSync(path, text)
  return path
}
const problems = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).problems
  }
}

describe('loadConfig', () => {
  it('needs nothing', () => {
    const config = loadConfig({})
    expect(config).toEqual({
      databaseUrl: null,
      databaseReplicaUrls: [],
      dataDir: '.sila',
      host: '127.0.0.1',
      port: 4000,
      publicUrl: null,
      roles: ['api', 'ingest', 'desk'],
      sample: true,
      adminKey: null,
      secret: null,
      contact: null,
      allowPrivateNetworks: 'none',
      rawKeptSeconds: 2_592_000,
      rawMaxBytes: 20_971_520_000,
      changesKeptSeconds: 604_800,
      eventsUrl: null,
      drainSeconds: 10,
      changesMax: 5_000_000,
      anonymous: 'read',
      corsOrigins: null,
      trustedProxies: [],
      quota: 60_000_000,
      quotaAnonymous: 10_000_000,
      maxCost: 25_000,
      timeoutSeconds: 10,
      introspection: true,
      responseCacheBytes: 67_108_864,
      logLevel: 'info',
      metricsAddress: null,
      traceEndpoint: null,
    })
    expect(Object.isFrozen(config)).toBe(true)
  })

  it('reads what is set', () => {
    expect(
      loadConfig({
        DATABASE_URL: 'postgresql://sila@db/sila',
        SILA_PORT: '0',
        SILA_ROLES: 'api, desk',
        SILA_SAMPLE: 'off',
        SILA_ADMIN_KEY: KEY,
        SILA_CHANGES_KEPT: '36h',
        SILA_EVENTS_URL: 'nats://a:4222, tls://sila:secret@b',
        SILA_DRAIN: '0s',
        SILA_CHANGES_MAX: '20000',
        SILA_ANONYMOUS: 'none',
        SILA_CORS_ORIGINS: 'https://a.example, https://b.example',
        SILA_TRUSTED_PROXIES: '127.0.0.1, fd00::/8',
        SILA_QUOTA: '1000',
        SILA_LOG_LEVEL: 'silent',
        HOME: '/root',
      }),
    ).toMatchObject({
      databaseUrl: 'postgresql://sila@db/sila',
      port: 0,
      roles: ['api', 'desk'],
      sample: false,
      adminKey: KEY,
      changesKeptSeconds: 129_600,
      eventsUrl: 'nats://a:4222, tls://sila:secret@b',
      drainSeconds: 0,
      changesMax: 20_000,
      anonymous: 'none',
      corsOrigins: ['https://a.example', 'https://b.example'],
      trustedProxies: ['127.0.0.1', 'fd00::/8'],
      quota: 1_000,
      logLevel: 'silent',
    })
  })

  it.each([
    ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['metrics.internal:80', { host: 'metrics.internal', port: 80 }],
  ])('reads the address for monitors %s', (address, read) => {
    expect(loadConfig({ SILA_METRICS_ADDRESS: address }).metricsAddress).toEqual(read)
  })

  it.each([
    ['DATABASE_URL', 'mysql://db'],
    ['SILA_PORT', '70000'],
    ['SILA_PORT', '80a'],
    ['SILA_PUBLIC_URL', 'sila.example'],
    ['SILA_ROLES', 'api,cook'],
    ['SILA_ROLES', ','],
    ['SILA_SAMPLE', 'yes'],
    ['SILA_ADMIN_KEY', 'short'],
    ['SILA_CHANGES_KEPT', '0d'],
    ['SILA_CHANGES_KEPT', '7'],
    ['SILA_CHANGES_MAX', '999'],
    ['SILA_EVENTS_URL', 'http://nats:4222'],
    ['SILA_EVENTS_URL', 'nats://a:4222,b'],
    ['SILA_METRICS_ADDRESS', '9464'],
    ['SILA_METRICS_ADDRESS', 'localhost:99999'],
    ['SILA_METRICS_ADDRESS', '::1:9464'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['SILA_DRAIN', '10'],
    ['SILA_CORS_ORIGINS', 'https://a.example,foo'],
    ['SILA_ANONYMOUS', 'write'],
    ['SILA_TRUSTED_PROXIES', '127.0.0.1,loopback'],
    ['SILA_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['SILA_QUOTA', '0'],
    ['SILA_MAX_COST', '1e6'],
    ['SILA_TIMEOUT', '0s'],
    ['SILA_INTROSPECTION', 'yes'],
    ['SILA_LOG_LEVEL', 'loud'],
  ])('refuses %s=%s by its name', (name, value) => {
    expect(problems({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: .{10}`))])
  })

  it('reports every problem together', () => {
    const env = { SILA_PORT: 'x', SILA_SAMPLE: 'x', SILA_ADMIN_KEY_FILE: join(folder, 'absent') }
    expect(problems(env).map((problem) => problem.split(':')[0])).toEqual([
      'SILA_PORT',
      'SILA_SAMPLE',
      'SILA_ADMIN_KEY_FILE',
    ])
  })

  it('names what looks like a setting and is none, and starts all the same', () => {
    const env = { SILA_PROT: '4000', SILA_PORT: '4000', SILA_ADMIN_KEY_FILE: fileWith(KEY), PATH: '/bin' }
    expect(unknownSettings(env)).toEqual(['SILA_PROT'])
    expect(problems(env)).toEqual([])
  })

  it('reads a secret from a file, without its line end', () => {
    expect(loadConfig({ SILA_ADMIN_KEY_FILE: fileWith(`${KEY}\n`) }).adminKey).toBe(KEY)
  })

  it('does not take a setting and its file together', () => {
    expect(problems({ SILA_ADMIN_KEY: KEY, SILA_ADMIN_KEY_FILE: fileWith(KEY) })).toHaveLength(1)
  })

  it('tells no secret in a problem', () => {
    expect(problems({ SILA_ADMIN_KEY: 'hidden', DATABASE_URL: 'hidden' }).join()).not.toContain('hidden')
  })
})

describe('describeConfig', () => {
  it('has every setting in the order of the table, with what it means', () => {
    const described = describeConfig({ SILA_PORT: '80' })
    expect(described.map(({ name }) => name)).toEqual(Object.keys(SETTINGS))
    expect(described.every(({ help }) => help.length > 10)).toBe(true)
    expect(described.filter(({ set }) => set)).toMatchObject([{ name: 'SILA_PORT', value: '80' }])
  })

  it('withholds secrets', () => {
    const env = { DATABASE_URL: 'postgres://sila:hidden@db/sila', SILA_ADMIN_KEY_FILE: fileWith(`${KEY}-hidden`) }
    const described = describeConfig(env)
    expect(JSON.stringify(described)).not.toContain('hidden')
    expect(described.filter(({ value }) => value === '(secret)')).toHaveLength(2)
  })
})
