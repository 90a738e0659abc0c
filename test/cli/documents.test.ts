import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printSchema } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../src/cli/run.ts'
import type { Scope } from '../../src/entities/enums.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { PartnerStore } from '../../src/stores/partner-store.ts'
import { servedSchema } from '../support/ask-schema.ts'
import { keepCliOutput } from '../support/cli-output.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { idOf, manifestOf } from '../support/document-room.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const TITLES = 'query Titles($first: Int = 5) { articles(first: $first) { nodes { title } } }'
const NAMES = 'query Names { sources(first: 5) { nodes { name } } }'
const BROKEN = 'query Broken { articles { nodes { titel } } }'

const output = keepCliOutput()
let own: TestDatabase
let server: WholeServer
let folder: string
beforeAll(async () => {
  own = await openTestDatabase()
  server = await startWholeServer(own.url)
  folder = await mkdtemp(join(tmpdir(), 'sila-documents-'))
})
afterAll(async () => {
  await server.close()
  await own.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => vi.stubEnv('DATABASE_URL', own.url))

async function sila(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  Object.assign(output, { printed: '', said: '' })
  const code = await run(argv)
  return { code, stdout: output.printed, stderr: output.said }
}
const json = async (...argv: string[]) => {
  const { code, stdout } = await sila(...argv, '--json')
  return { code, ...JSON.parse(stdout || '{}') }
}
async function file(...texts: string[]): Promise<string> {
  const path = join(folder, `${idOf(texts.join()).slice(7, 20)}.json`)
  await writeFile(path, manifestOf(...texts))
  return path
}
async function keyOf(partner: string, ...scopes: Scope[]): Promise<string> {
  return (await new KeyStore(own.db.manager).create({ partner, scopes, signing: false, lifetimeSeconds: null })).token
}

describe('sila partners', () => {
  it('makes, lists and holds to their documents', async () => {
    expect(await json('partners', 'create', 'القناة')).toMatchObject({ code: 0, name: 'القناة', mode: 'log' })
    expect(await sila('partners', 'create', 'القناة')).toMatchObject({ code: 1, stdout: '' })
    expect(await json('partners', 'mode', 'القناة', 'enforce')).toMatchObject({ code: 0, mode: 'enforce' })
    const { partners } = await json('partners', 'list')
    expect(partners).toMatchObject([{ name: 'القناة', mode: 'enforce', keys: 0, apps: 0, documents: 0 }])
    expect((await sila('partners', 'list')).stdout).toContain('القناة  enforce')
    await json('partners', 'mode', 'القناة', 'log')
  })

  it.each([
    [2, ['partners', 'create']],
    [2, ['partners', 'create', ' ']],
    [2, ['partners', 'create', 'x', '--mode', 'strict']],
    [2, ['partners', 'mode', 'القناة', 'strict']],
    [1, ['partners', 'mode', 'nobody', 'warn']],
  ])('ends with %i where it is told %j', async (code, argv) => {
    expect(await sila(...argv)).toMatchObject({ code, stdout: '' })
  })
})

describe.each(['on the own database', 'at a server'])('sila documents %s', (place) => {
  const partner = place
  let where: string[]
  beforeAll(async () => {
    const key = await keyOf(partner, 'PUBLISH')
    // Who is held to his documents publishes others all the same.
    await new PartnerStore(own.db.manager).setMode('at a server', 'ENFORCE')
    where = place === 'at a server' ? ['--url', server.url, '--key', key] : ['--partner', partner]
  })
  const documents = (name: string, ...argv: string[]) => json('documents', name, ...argv, ...where)

  it('publishes, and again changes nothing; G8: prints the cost', async () => {
    const manifest = await file(TITLES, NAMES)
    const first = await documents('publish', manifest, '--app', 'web', '--version', '1')
    expect(first).toMatchObject({ code: 0, added: 2, unchanged: 0, userErrors: [] })
    expect(first.documents).toMatchObject([
      { documentId: idOf(TITLES), app: 'web', version: '1', state: 'ACTIVE', operations: [{ name: 'Titles' }] },
      { documentId: idOf(NAMES), operations: [{ name: 'Names', type: 'query', cost: expect.any(Number) }] },
    ])
    expect(await documents('publish', manifest, '--app', 'web', '--version', '1')).toMatchObject({
      added: 0,
      unchanged: 2,
    })
    const { code, stdout, stderr } = await sila(
      'documents',
      'publish',
      manifest,
      '--app',
      'web',
      '--version',
      '1',
      ...where,
    )
    expect([code, stderr]).toEqual([0, expect.stringContaining('0 added to web@1, 2 unchanged')])
    expect(stdout).toMatch(/OPERATION +COST[\s\S]*Titles +\d+/)
  })

  it('refuses what does not hold, with the place of each in the manifest', async () => {
    const refused = await documents('publish', await file(NAMES, BROKEN), '--app', 'web', '--version', '2')
    expect(refused).toMatchObject({
      code: 1,
      added: 0,
      userErrors: [{ code: 'DOCUMENT_INVALID', field: ['input', 'manifest', idOf(BROKEN)] }],
    })
    expect((await documents('list', '--version', '2')).documents).toEqual([])
  })

  it('compares', async () => {
    const diff = await documents('diff', await file(TITLES, `${NAMES} `), '--app', 'web', '--version', '1')
    expect(diff).toEqual({
      code: 0,
      added: [{ documentId: idOf(`${NAMES} `), operation: 'Names' }],
      missing: [{ documentId: idOf(NAMES), operation: 'Names' }],
      conflicting: [],
      unchanged: 1,
    })
  })

  it('checks a manifest before it is published', async () => {
    expect(await documents('check', await file(TITLES))).toEqual({ code: 0, broken: [] })
    const { code, broken } = await documents('check', await file(BROKEN))
    expect([code, broken.length, broken[0].operation]).toEqual([1, 1, 'Broken'])
  })

  it('checks what runs', async () => {
    expect(await documents('check')).toEqual({ code: 0, broken: [] })
  })

  it('retires', async () => {
    const id = idOf(TITLES)
    const sunset = '2099-01-31'
    expect(await documents('retire', id, '--sunset', sunset)).toMatchObject({ code: 0, isRetired: false })
    const [listed] = (await documents('list')).documents
    expect(listed).toMatchObject({ documentId: id, state: 'ACTIVE', sunsetAt: '2099-01-31T00:00:00.000Z' })
    expect(await documents('retire', id)).toMatchObject({ code: 0, isRetired: true, userErrors: [] })
    expect(await documents('retire', 'web@1')).toMatchObject({ code: 0, isRetired: true })
    expect(await documents('retire', 'web@9')).toMatchObject({ code: 1, userErrors: [{ code: 'NOT_FOUND' }] })
    expect((await documents('list')).documents.map(({ state }: any) => state)).toEqual(['RETIRED', 'RETIRED'])
  })

  it.each([
    ['publish', 'x.json', '--app', 'web'],
    ['publish', '--app', 'web', '--version', '1'],
    ['retire', 'web@1', '--sunset', 'soon'],
    ['list', '--url', 'nowhere', '--key', 'x'],
  ])('ends with 2 where it is told %j', async (...argv) => {
    expect(await sila('documents', ...argv)).toMatchObject({ code: 2, stdout: '' })
  })

  it.each([
    ['publish', 'x.json', '--app', 'web', '--version', '1'],
    ['list', '--partner', 'nobody'],
    ['list', '--url', 'http://127.0.0.1:9', '--key', 'x'],
  ])('ends with 1 where it is told %j', async (...argv) => {
    expect(await sila('documents', ...argv)).toMatchObject({ code: 1, stdout: '' })
  })
})

describe('sila documents check', () => {
  it('G8: fails with partner, app, version and operation where a schema breaks an active document', async () => {
    await json('partners', 'create', 'العربية')
    await json(
      'documents',
      'publish',
      await file(TITLES, NAMES),
      '--app',
      'ios',
      '--version',
      '3.1',
      '--partner',
      'العربية',
    )
    const schema = join(folder, 'schema.graphql')
    await writeFile(schema, printSchema(servedSchema()))
    expect(await json('documents', 'check', '--schema', schema)).toEqual({ code: 0, broken: [] })
    await writeFile(
      schema,
      printSchema(servedSchema()).replace(/(type Source implements Node \{[^}]*?) name: String!/, '$1 title: String!'),
    )
    const { code, broken } = await json('documents', 'check', '--schema', schema)
    expect([code, broken]).toEqual([
      1,
      [
        {
          partner: 'العربية',
          app: 'ios',
          version: '3.1',
          operation: 'Names',
          documentId: idOf(NAMES),
          fault: expect.stringContaining('Cannot query field "name" on type "Source"'),
        },
      ],
    ])
    const { stderr } = await sila('documents', 'check', '--schema', schema)
    expect(stderr).toContain('العربية: ios@3.1: Names: Cannot query field')
  })

  it('keeps back a version that is not released', async () => {
    const manifest = await file('query Next { sources(first: 1) { nodes { slug } } }')
    const version = ['--app', 'ios', '--version', '4', '--partner', 'العربية']
    const state = async () => (await json('documents', 'list', ...version)).documents.map((one: any) => one.state)
    await json('documents', 'publish', manifest, ...version, '--pending')
    expect(await state()).toEqual(['PENDING'])
    expect(await json('documents', 'publish', manifest, ...version)).toMatchObject({ code: 0, added: 0, unchanged: 1 })
    expect(await state()).toEqual(['ACTIVE'])
  })
})

describe('the API of documents', () => {
  const LIST = '{ documents { nodes { partner documentId } } }'
  const ask = async (query: string, key: string, variables: object = {}) =>
    (await server.post('/graphql', { query, variables }, { authorization: `Bearer ${key}` })).body

  it('needs the scope PUBLISH, and shows nobody the documents of others', async () => {
    const [mine, theirs, reader] = await Promise.all([
      keyOf('لي', 'PUBLISH'),
      keyOf('لهم', 'PUBLISH'),
      keyOf('لي', 'READ'),
    ])
    const input = { app: 'mine', version: '1', manifest: manifestOf(TITLES) }
    const publish =
      'mutation P($input: DocumentsPublishInput!) { documentsPublish(input: $input) { added userErrors { code } } }'
    expect((await ask(publish, mine, { input })).data.documentsPublish).toEqual({ added: 1, userErrors: [] })
    expect((await ask(LIST, mine)).data.documents.nodes).toEqual([{ partner: 'لي', documentId: idOf(TITLES) }])
    expect((await ask(LIST, theirs)).data.documents.nodes).toEqual([])
    for (const query of [LIST, 'mutation { documentsRetire(input: { id: "mine@1" }) { isRetired } }']) {
      const { data, errors } = await ask(query, reader)
      expect([Object.values(data), errors[0].extensions.code]).toEqual([[null], 'FORBIDDEN'])
    }
    const retire = 'mutation { documentsRetire(input: { id: "mine@1" }) { isRetired userErrors { code field } } }'
    expect((await ask(retire, theirs)).data.documentsRetire).toEqual({
      isRetired: false,
      userErrors: [{ code: 'NOT_FOUND', field: ['input', 'id'] }],
    })
    expect((await ask(retire, mine)).data.documentsRetire).toEqual({ isRetired: true, userErrors: [] })
  })
})
