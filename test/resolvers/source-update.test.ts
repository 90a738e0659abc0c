import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { encodeId } from '../../src/entities/node-id.ts'
import { SourceRegistry } from '../../src/stores/source-registry.ts'
import { ask, codesOf } from '../support/ask.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'

const OPERATOR = { caller: { scopes: new Set(['READ', 'OPERATE'] as const), partner: null, keyId: null } }
const FIELDS = 'id slug name homepage logo { url } country language display health'

let own: TestDatabase
let id: string
beforeAll(async () => {
  own = await openTestDatabase()
})
afterAll(() => own.close())
beforeEach(async () => {
  await own.db.query('truncate source, feed restart identity cascade')
  const book = new RecordBook(own.db)
  const source = await book.source('bbc', { name: 'بي بي سي', homepage: 'https://www.bbc.com/arabic', country: 'GB' })
  id = encodeId('src', source.id)
  await book.source('sky', { name: 'سكاي' })
  await book.source('unknown', { name: 'unknown' })
})

async function update(named: string, input: object): Promise<any> {
  const { data, errors } = await ask(
    own.db,
    `mutation ($id: ID!, $input: SourceInput!) { sourceUpdate(id: $id, input: $input) {
       source { ${FIELDS} } userErrors { code field ar: message en: message(language: "en") } } }`,
    { id: named, input },
    OPERATOR,
  )
  expect(errors).toBeUndefined()
  return data.sourceUpdate
}
const bySlug = async (slug: string): Promise<any> =>
  (await ask(own.db, `query ($id: ID!) { source(id: $id) { id slug } }`, { id: slug })).data.source

describe('sourceUpdate', () => {
  it('changes what is given, leaves what is left out, empties what is null', async () => {
    const { source, userErrors } = await update(id, { name: '  بي بي  سي عربي ', country: 'eg', language: 'AR-eg' })
    expect(userErrors).toEqual([])
    expect(source).toMatchObject({
      id,
      slug: 'bbc',
      name: 'بي بي سي عربي',
      homepage: 'https://www.bbc.com/arabic',
      country: 'EG',
      language: 'ar-EG',
    })
    const logo = 'https://www.bbc.com/logo.png'
    expect((await update('bbc', { logo, display: 'EXCERPT', paused: true })).source).toMatchObject({
      logo: { url: logo },
      display: 'EXCERPT',
      health: 'PAUSED',
      name: 'بي بي سي عربي',
    })
    const emptied = (await update(id, { homepage: null, logo: null, country: null, paused: false })).source
    expect(emptied).toMatchObject({ homepage: null, logo: null, country: null, health: 'HEALTHY' })
    expect((await update(id, {})).source).toMatchObject({ slug: 'bbc', country: null })
  })

  it('keeps a former slug leading to its source, for readers and for deliveries', async () => {
    expect((await update(id, { slug: 'bbc-arabic' })).source).toMatchObject({ id, slug: 'bbc-arabic' })
    expect(await bySlug('bbc-arabic')).toEqual({ id, slug: 'bbc-arabic' })
    expect(await bySlug('bbc')).toEqual({ id, slug: 'bbc-arabic' })
    expect((await new SourceRegistry(own.db.manager).resolve({ slug: 'bbc' })).slug).toBe('bbc-arabic')
    expect((await update('sky', { slug: 'bbc' })).userErrors).toMatchObject([{ code: 'TAKEN' }])
    expect((await update('bbc', { slug: 'bbc' })).source).toMatchObject({ slug: 'bbc' })
    expect(await bySlug('bbc-arabic')).toEqual({ id, slug: 'bbc' })
    expect(await ask(own.db, '{ sources(filter: { text: "slug" }) { nodes { slug } } }')).toMatchObject({
      data: { sources: { nodes: [] } },
    })
  })

  it('goes on to know a source by a name that pages printed', async () => {
    await new SourceRegistry(own.db.manager).resolve({ name: 'بي بي سي', slug: 'bbc' })
    await update(id, { name: 'هيئة الإذاعة' })
    expect((await new SourceRegistry(own.db.manager).resolve({ name: 'هيئة الاذاعه' })).slug).toBe('bbc')
  })

  it('says what is not as it should be, all of it at once, and changes nothing then', async () => {
    const input = {
      name: ' ',
      slug: 'with_underscore',
      homepage: 'https://user:secret@x.test/',
      country: 'XX',
      language: 'Arabic!',
      display: null,
      paused: null,
    }
    const { source, userErrors } = await update(id, input)
    expect(source).toBeNull()
    expect(userErrors.map(({ field }: any) => field)).toEqual(Object.keys(input).map((name) => ['input', name]))
    for (const { code, ar, en } of userErrors) {
      expect(code).toBe('INVALID')
      expect(ar).toMatch(/\p{Script=Arabic}/u)
      expect(en).toMatch(/^[A-Z].*\.$/)
    }
    expect((await update(id, {})).source).toMatchObject({ name: 'بي بي سي', country: 'GB' })
  })

  it.each([['a b'], ['a,b'], ['a/b'], [''], [null], ['-a'], ['x'.repeat(101)], ['unknown'], ['a\0b']])(
    'takes %j for no slug',
    async (slug) => {
      expect((await update(id, { slug })).userErrors).toMatchObject([{ code: 'INVALID', field: ['input', 'slug'] }])
    },
  )

  it('takes slugs in any script', async () => {
    expect((await update(id, { slug: 'الجزيرة-نت' })).source).toMatchObject({ slug: 'الجزيرة-نت' })
  })

  it('says TAKEN of the slug of another, and leaves that of unknown alone', async () => {
    expect((await update(id, { slug: 'sky' })).userErrors).toMatchObject([{ code: 'TAKEN', field: ['input', 'slug'] }])
    expect((await update('unknown', { slug: 'known' })).userErrors).toMatchObject([{ code: 'INVALID' }])
    expect((await update('unknown', { slug: 'unknown', name: 'غير معروف' })).source).toMatchObject({ slug: 'unknown' })
  })

  it('says NOT_FOUND of what names no source', async () => {
    for (const named of ['nobody', '', encodeId('src', '9999'), encodeId('fed', '1')]) {
      expect((await update(named, { name: 'x' })).userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['id'] }])
    }
  })

  it('needs the scope OPERATE', async () => {
    const answer = await ask(own.db, 'mutation { sourceUpdate(id: "bbc", input: { name: "x" }) { source { id } } }')
    expect([answer.data, codesOf(answer)]).toEqual([{ sourceUpdate: null }, ['FORBIDDEN']])
  })
})
