import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readManifest } from '../../../src/gateway/documents/read-manifest.ts'
import { type DocumentRoom, idOf, manifestOf, openDocumentRoom } from '../../support/document-room.ts'

let room: DocumentRoom
beforeAll(async () => {
  room = await openDocumentRoom()
})
afterAll(() => room.own.close())

const golden = (name: string): string =>
  readFileSync(new URL(`../../fixtures/manifests/${name}.json`, import.meta.url), 'utf8')
const rows = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      ['app', 'app_version', 'document', 'version_document'].map(async (table) => {
        const found = await room.own.db.query(`select t.*, xmin::text from ${table} t order by t::text`)
        return [table, JSON.stringify(found)]
      }),
    ),
  )

const TITLES = 'query Titles { articles(first: 5) { nodes { title } } }'
const NAMES = 'query Names { sources(first: 5) { nodes { name } } }'
const BROKEN = 'query Broken { articles(first: 5) { nodes { titel } } }'

describe('publishing documents', () => {
  it('G1: knows documents by the SHA-256 that the specification prints for its examples', () => {
    const named = (query: string) => {
      const read = readManifest(manifestOf(query))
      return read.kind === 'read' ? read.documents[0]!.name : read
    }
    expect(named('query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}')).toBe(
      'sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e',
    )
    expect(named('query($id:ID!){user(id:$id){name}}')).toBe(
      'sha256:71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b',
    )
  })

  it.each([
    ['apollo', 3],
    ['codegen', 3],
    ['codegen-sha1', 3],
    ['relay', 2],
  ])('G7: takes the manifest of %s, and again changes nothing', async (name, count) => {
    const partner = await room.partner(`صيغة ${name}`)
    const what = { app: name, manifest: golden(name) }
    expect(await room.publish(partner, what)).toEqual({ added: count, unchanged: 0, userErrors: [] })
    const before = await rows()
    expect(await room.publish(partner, what)).toEqual({ added: 0, unchanged: count, userErrors: [] })
    expect(await rows()).toEqual(before)
  })

  it('G6: refuses an id that is not the SHA-256 of its text, and stores nothing', async () => {
    const partner = await room.partner('خلط')
    const before = await rows()
    const all = Buffer.from(TITLES)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(all.length - 1),
        fc.integer({ min: 1, max: 127 }),
        fc.boolean(),
        async (at, flip, bare) => {
          const bytes = Buffer.from(all)
          bytes[at]! ^= flip
          const id = bare ? idOf(TITLES).slice('sha256:'.length) : idOf(TITLES)
          const manifest = JSON.stringify({ [idOf(NAMES)]: NAMES, [id]: bytes.toString() })
          const { added, userErrors } = await room.publish(partner, { manifest })
          expect([added, userErrors.map(({ code, field }) => [code, field])]).toEqual([
            0,
            [['DOCUMENT_INVALID', ['input', 'manifest', id]]],
          ])
        },
      ),
      { numRuns: 100 },
    )
    expect(await rows()).toEqual(before)
  })

  it('G6: keeps an id to its text for ever, whatever kind of id it is', async () => {
    const partner = await room.partner('ثبات')
    await room.publish(partner, { manifest: JSON.stringify({ headlines: TITLES }) })
    const before = await rows()
    for (const version of ['1', '2']) {
      const { userErrors } = await room.publish(partner, {
        version,
        manifest: JSON.stringify({ names: NAMES, headlines: `${TITLES} ` }),
      })
      expect(userErrors.map(({ code, message }) => [code, message.en])).toEqual([
        ['DOCUMENT_INVALID', expect.stringContaining('headlines')],
      ])
    }
    expect(await rows()).toEqual(before)
    // What another partner calls by the same id is his own business.
    const other = await room.partner('آخر')
    const manifest = JSON.stringify({ headlines: NAMES })
    expect(await room.publish(other, { manifest })).toMatchObject({ added: 1, userErrors: [] })
  })

  it('G8: refuses what the schema does not hold, each with its place, and publishes nothing of the rest', async () => {
    const partner = await room.partner('خطأ')
    const before = await rows()
    const manifest = JSON.stringify({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        TITLES,
        BROKEN,
        NAMES,
        '{ oops',
        `{ ${'a: __typename '.repeat(0)}${Array.from({ length: 201 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
      ].map((body, index) => ({ id: `doc-${index}`, name: `n${index}`, type: 'query', body })),
    })
    const { added, userErrors } = await room.publish(partner, { manifest })
    expect(added).toBe(0)
    expect(userErrors.map(({ field }) => field)).toEqual([
      ['input', 'manifest', 'operations', '1'],
      ['input', 'manifest', 'operations', '3'],
      ['input', 'manifest', 'operations', '4'],
    ])
    expect(userErrors[0]!.message.en).toMatch(/Broken.*Cannot query field "titel" on type "Article".*\(1:45\)/)
    expect(userErrors[2]!.message.en).toContain('aliases')
    expect(await rows()).toEqual(before)
  })

  it('G8: prices what it publishes', async () => {
    const partner = await room.partner('سعر')
    await room.publish(partner, {
      app: 'prices',
      manifest: manifestOf(TITLES, 'subscription { articleIngested { cursor } }'),
    })
    const { edges } = await room.reader.page(
      { partnerId: partner, app: 'prices', version: null },
      { first: 10, last: null, after: null, before: null },
    )
    expect(edges.map(({ node }) => node.operations)).toEqual([
      [{ name: 'Titles', type: 'query', cost: expect.any(Number) }],
      [{ name: null, type: 'subscription', cost: expect.any(Number) }],
    ])
    for (const { node } of edges) expect(node.operations[0]!.cost).toBeGreaterThan(0)
  })

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a number for a text', '{"a": 1}'],
    ['nothing', '{}'],
    ['another version', JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 2, operations: [] })],
    ['another format', JSON.stringify({ format: 'x', version: 1, operations: [] })],
    [
      'one id for two texts',
      JSON.stringify({
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [
          { id: 'a', body: TITLES },
          { id: 'a', body: NAMES },
        ],
      }),
    ],
    ['an id with a space', JSON.stringify({ 'a b': TITLES })],
    ['an id that is too long', JSON.stringify({ ['a'.repeat(201)]: TITLES })],
    ['half a character', JSON.stringify({ a: `${TITLES} # \ud800` })],
    ['a text without an operation', JSON.stringify({ a: '# nothing' })],
  ])('refuses %s', async (_, manifest) => {
    const { added, userErrors } = await room.publish(await room.partner('غير ذلك'), { manifest })
    expect([added, userErrors.length]).toEqual([0, 1])
    expect(userErrors[0]!.field!.slice(0, 2)).toEqual(['input', 'manifest'])
  })

  it.each([
    ['app', ''],
    ['app', ' web'],
    ['app', 'we@b'],
    ['version', 'x'.repeat(101)],
    ['version', '1\n2'],
  ])('refuses %s %j', async (field, value) => {
    const answer = await room.publish(await room.partner('أسماء'), { manifest: manifestOf(TITLES), [field]: value })
    expect(answer.userErrors.map((error) => error.field)).toEqual([['input', field]])
  })

  it('adds to a version, which keeps what it held', async () => {
    const partner = await room.partner('نمو')
    await room.publish(partner, { manifest: manifestOf(TITLES) })
    expect(await room.publish(partner, { manifest: manifestOf(NAMES, TITLES) })).toMatchObject({
      added: 1,
      unchanged: 1,
    })
    expect(await room.publish(partner, { manifest: manifestOf(NAMES) })).toMatchObject({ added: 0, unchanged: 1 })
    const registry = await room.registry()
    for (const text of [TITLES, NAMES]) expect(registry.find(partner, idOf(text)).kind).toBe('found')
  })

  it('finds whose app it is for an operator where only one partner can be meant', async () => {
    const first = await room.partner('الأول')
    expect((await room.publish(null, { app: 'only-mine', manifest: manifestOf(TITLES) })).userErrors).toHaveLength(1)
    await room.publish(first, { app: 'only-mine', manifest: manifestOf(TITLES) })
    expect(await room.publish(null, { app: 'only-mine', manifest: manifestOf(NAMES) })).toMatchObject({ added: 1 })
    expect((await room.registry()).find(first, idOf(NAMES)).kind).toBe('found')
  })

  it('is atomic: of publications that stand in each other’s way each is whole or not there', async () => {
    const partner = await room.partner('تزاحم')
    const texts = Array.from(
      { length: 40 },
      (_, index) => `query Q${index} { articles(first: ${index}) { nodes { id } } }`,
    )
    const manifests = texts.map((text, index) =>
      JSON.stringify({ shared: index % 2 === 0 ? TITLES : NAMES, [idOf(text)]: text }),
    )
    const answers = await Promise.all(
      manifests.map((manifest, index) => room.publish(partner, { version: `v${index % 5}`, manifest })),
    )
    const registry = await room.registry()
    for (const [index, { userErrors }] of answers.entries()) {
      expect(registry.find(partner, idOf(texts[index]!)).kind).toBe(userErrors.length === 0 ? 'found' : 'unknown')
    }
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(20)
  })
})
