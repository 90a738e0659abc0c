import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type GraphQLField, getNamedType, isInterfaceType, isLeafType, isNullableType, isObjectType } from 'graphql'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { encodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { servedSchema } from '../support/ask-schema.ts'
import { type Newsstand, openNewsstand } from '../support/newsstand.ts'
import { ADMIN_KEY, AS_ADMIN } from '../support/tiny-server.ts'

const schema = servedSchema()
const fieldsOf = (name: string): GraphQLField<unknown, unknown>[] => {
  const type = schema.getType(name)
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []
}

/** Every field of a type that can be asked for without arguments; of what has fields of its own only what it is. */
const selectionOf = (name: string): string =>
  fieldsOf(name)
    .map((field) => (isLeafType(getNamedType(field.type)) ? field.name : `${field.name} { __typename }`))
    .join(' ')

/** Of the specification; and what tells of partners, their keys and documents, and of the work of operators, which have tests of their own. */
const ELSEWHERE =
  /^(?:__|RegisteredDocument|OperationUsage|DocumentOperation|DocumentsRetire|Webhook|DisplayTerms|Partner(?:Account|Payload)|ApiKey|KeyPayload|Operation$|LogEnds|ArrivalCount)/
const ASKED_ELSEWHERE = ['documents', 'usage', 'webhooks', 'partners', 'operation', 'logEnds', 'arrivals']

const FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>أخبار</title><item><title>خبر أول</title>
  <link>https://news.example/1</link><description>ملخص الخبر الأول.</description><pubDate>Fri, 02 May 2025 14:56:11 GMT</pubDate></item></channel></rss>`

let stand: Newsstand
let origin: Server
let beginning: string
/** Fields that answered with something, as Type.field. */
const answered = new Set<string>()

const says = (value: unknown): boolean =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)

/** Notes which fields of the objects of a type say something, wherever in an answer the objects stand. */
function note(name: string, found: unknown): void {
  const objects = [found].flat(3).filter((object) => object !== null && typeof object === 'object')
  for (const object of objects as Record<string, unknown>[]) {
    for (const field of fieldsOf(name)) if (says(object[field.name])) answered.add(`${name}.${field.name}`)
  }
}

/** Asks for objects of a type; `at` is the way to them, its last step the one whose fields are all selected. */
async function look(name: string, at: string, variables: object = {}, operation = 'query'): Promise<any[]> {
  const steps = at.split(' > ')
  const document = `${operation} ${steps.map((step) => `{ ${step}`).join(' ')} { ${selectionOf(name)} } ${'}'.repeat(steps.length)}`
  const inlined = Object.entries(variables).reduce(
    (text, [key, value]) => text.replaceAll(`$${key}`, JSON.stringify(value)),
    document,
  )
  let found: unknown = await stand.ask(inlined)
  for (const step of steps) {
    const key = /^\w+/.exec(step)![0]
    found = [found].flat().flatMap((object: any) => object?.[key] ?? [])
  }
  note(name, found)
  return [found].flat()
}

beforeAll(async () => {
  origin = createServer((_request, response) =>
    response.setHeader('content-type', 'application/rss+xml').end(FEED),
  ).listen(0, '127.0.0.1')
  stand = await openNewsstand({ allowPrivateNetworks: 'all' })
  const { epoch } = await new ChangeStore(stand.own.db.manager).head()
  beginning = encodeChangeCursor({ epoch, position: 0 })
})
afterAll(async () => {
  await stand.close()
  origin.close()
})

describe('every field of the schema', () => {
  it('of what is read', async () => {
    const { whole, copy, withdrawn, merged, story, mergedStory, feed } = stand.ids
    for (const id of [whole, copy, withdrawn, merged]) await look('Article', 'article(id: $id)', { id })
    const article = 'article(id: $whole)'
    const ids = { whole, copy }
    for (const list of ['readAlso', 'similar', 'related > nodes', 'referencedBy > nodes']) {
      await look('RelatedLink', `${article} > ${list}`, ids)
    }
    await look('RelatedLinkConnection', `${article} > related`, ids)
    await look('RelatedLinkEdge', `${article} > related > edges`, ids)
    await look('Block', `${article} > blocks`, ids)
    await look('Attribution', `${article} > attribution`, ids)
    await look('Image', `${article} > image`, ids)
    await look('Tagging', `${article} > taggings`, ids)
    await look('Revision', `${article} > revisions`, ids)
    await look('ParagraphChange', `${article} > revisions > paragraphs`, ids)
    await look('Tag', `${article} > tags`, ids)
    await look('Source', `${article} > source`, ids)
    for (const id of [story, mergedStory]) await look('Story', 'story(id: $id)', { id })
    for (const [root, node] of [
      ['articles', 'Article'],
      ['stories', 'Story'],
      ['sources', 'Source'],
      ['tags', 'Tag'],
      ['feeds', 'Feed'],
    ]) {
      await look(`${node}Connection`, root!)
      await look(`${node}Edge`, `${root} > edges`)
      await look('PageInfo', `${root} > pageInfo`)
    }
    await look('Feed', 'feeds > nodes')
    await look('FeedDay', 'feeds > nodes > days')
    await look('TrendingTag', 'trendingTags(window: WEEK)')
    const search = 'search(query: "الميناء")'
    await look('SearchConnection', search)
    await look('SearchConnection', 'search(query: "انفجرا الميناء")')
    await look('SearchEdge', `${search} > edges`)
    await look('Highlight', `${search} > edges > highlights`)
    await look('TextRange', `${search} > edges > highlights > ranges`)
    await look('SearchFacets', `${search} > facets`)
    for (const [facet, type] of [
      ['sources', 'SourceCount'],
      ['tags', 'TagCount'],
      ['days', 'DayCount'],
    ]) {
      await look(type!, `${search} > facets > ${facet}`)
    }
    await look('ChangePage', 'changes(after: $beginning)', { beginning })
    await look('Viewer', 'viewer')
    for (const id of [whole, story, feed]) await look('Node', 'node(id: $id)', { id })
    note(
      'Query',
      await stand.ask(`{ nodes(ids: ["${whole}"]) { id } node(id: "${feed}") { id }
      article(id: "${whole}") { id } articles { totalCount } story(id: "${story}") { id } stories { totalCount }
      source(id: "marfa") { id } sources { totalCount } tag(id: "تحليه-المياه") { id } tags { totalCount } feeds { totalCount }
      trendingTags { count } search(query: "x") { totalCount } changes(after: "${beginning}") { hasMore } viewer { scopes } }`),
    )
  })

  it('of a look at an address', async () => {
    const { port } = origin.address() as AddressInfo
    const preview = `feedPreview(url: "http://127.0.0.1:${port}/")`
    await look('FeedPreview', preview)
    await look('FeedCandidate', `${preview} > candidates`)
    await look('FeedItem', `${preview} > candidates > items`)
    await look('FeedPreview', 'feedPreview(url: "http://127.0.0.1:1/")')
    answered.add('Query.feedPreview')
  })

  it('of who asks with a key', async () => {
    const document = `{ viewer { ${selectionOf('Viewer')} } one: viewer { partner { id name } quota { limit remaining resetsAt } } }`
    const { body } = await stand.server.post('/graphql', { query: document }, { authorization: `Bearer ${stand.key}` })
    note('Viewer', body.data.viewer)
    note('Partner', body.data.one.partner)
    note('Quota', body.data.one.quota)
  })

  it('of what is told as it happens', async () => {
    const kinds = [
      'ArticleIngested',
      'ArticleUpdated',
      'ArticleWithdrawn',
      'LinkResolved',
      'StoryChanged',
      'Checkpoint',
    ]
    const parts = kinds.map((kind) => `... on ${kind} { ${selectionOf(kind)} }`).join(' ')
    const url = `${stand.server.url.replace('http', 'ws')}/graphql`
    const client = createClient({
      url,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${ADMIN_KEY}` },
    })
    try {
      const changes = client.iterate<any>({
        query: `subscription { changes(after: "${beginning}") { __typename cursor at ${parts} } }`,
      })
      for await (const { data, errors } of changes) {
        expect(errors).toBeUndefined()
        note('Subscription', data)
        note('Change', data.changes)
        note(data.changes.__typename, data.changes)
        if (data.changes.__typename === 'Checkpoint') break
      }
      const ingested = client.iterate<any>({
        query: `subscription { articleIngested(after: "${beginning}") { cursor } }`,
      })
      for await (const { data } of ingested) {
        note('Subscription', data)
        break
      }
      const told = client.iterate<any>({ query: 'subscription { feedHealthChanged { id health } }' })
      const next = told.next()
      const health = () => Promise.race([next, new Promise((resolve) => setTimeout(() => resolve(null), 200))])
      for (let change = 0; (await health()) === null; change++) {
        await stand.ask(`mutation { feed${change % 2 ? 'Resume' : 'Pause'}(id: "${stand.ids.feed}") { feed { id } } }`)
      }
      note('Subscription', (await next).value.data)
    } finally {
      await client.dispose()
    }
  })

  it('of what is changed', async () => {
    const { whole, copy } = stand.ids
    const pinned = await look(
      'LinkPayload',
      `linkPin(input: { from: "${copy}", to: "${whole}", kind: READ_ALSO })`,
      {},
      'mutation',
    )
    expect(pinned[0].userErrors).toEqual([])
    const { article } = await stand.ask(`{ article(id: "${copy}") { readAlso { id } } }`)
    await look('LinkPayload', `linkHide(id: "${article.readAlso[0].id}")`, {}, 'mutation')
    await look('ArticlePayload', `articleWithdraw(id: "${copy}", reason: "خطأ")`, {}, 'mutation')
    await look('SourcePayload', 'sourceUpdate(id: "rasif", input: { name: "الرصيف اليوم" })', {}, 'mutation')
    const input = `{ source: "sahil", articles: [{ title: "خبر أخير" }, { title: "" }] }`
    const push = 'articlesIngest(input: $input)'.replace('$input', input)
    await look('ArticlesIngestPayload', push, {}, 'mutation')
    await look('IngestResult', `${push} > results`, {}, 'mutation')
    await look('UserError', `${push} > results > error`, {}, 'mutation')
    for (const refused of [
      'linkHide(id: "x")',
      'articleWithdraw(id: "x", reason: "y")',
      'sourceUpdate(id: "nobody", input: {})',
      'feedPause(id: "x")',
      'articlesIngest(input: { source: "nobody", articles: [] })',
      'feedAdd(url: "http://127.0.0.1:1/")',
    ]) {
      const name = /^\w+/.exec(refused)![0]
      const payload = getNamedType(schema.getMutationType()!.getFields()[name]!.type).name
      await look(payload, refused, {}, 'mutation')
      await look('UserError', `${refused} > userErrors`, {}, 'mutation')
      const said = await stand.ask(
        `mutation { ${refused} { userErrors { ar: message en: message(language: "en-GB") other: message(language: null) } } }`,
      )
      for (const { ar, en, other } of said[name].userErrors) {
        expect(ar, refused).toMatch(/^\p{Script=Arabic}/u)
        expect(en, refused).toMatch(/^[A-Z][^\p{Script=Arabic}]*$/u)
        expect(other).toBe(ar)
      }
    }
    const feed = stand.ids.feed
    for (const change of ['feedPause', 'feedResume', 'feedRefresh', 'feedRemove']) {
      const [{ feed: changed }] = await look('FeedPayload', `${change}(id: "${feed}")`, {}, 'mutation')
      expect(changed, change).not.toBeNull()
    }
    await stand.own.db.query('update feed set gone_at = now()')
    await look('Feed', `feedRemove(id: "${feed}") > feed`, {}, 'mutation')
    const { port } = origin.address() as AddressInfo
    const added = await look('FeedPayload', `feedAdd(url: "http://127.0.0.1:${port}/")`, {}, 'mutation')
    expect(added[0].userErrors).toEqual([])
    for (const document of ['query One { viewer { scopes } }', 'query One { nothing }']) {
      const query = `mutation ($manifest: String!) { documentsPublish(input: { app: "web", version: "1", manifest: $manifest }) {
        ${selectionOf('DocumentsPublishPayload')} } }`
      const variables = { manifest: JSON.stringify({ one: document }) }
      const { body } = await stand.server.post(
        '/graphql',
        { query, variables },
        { authorization: `Bearer ${stand.key}` },
      )
      note('DocumentsPublishPayload', body.data.documentsPublish)
    }
    for (const { name } of Object.values(schema.getMutationType()!.getFields())) answered.add(`Mutation.${name}`)
  })

  it('answers with something somewhere', () => {
    const all = Object.values(schema.getTypeMap())
      .filter((type) => (isObjectType(type) || isInterfaceType(type)) && !ELSEWHERE.test(type.name))
      .flatMap(({ name }) => fieldsOf(name).map((field) => `${name}.${field.name}`))
    expect(
      all.filter((field) => !answered.has(field) && !ASKED_ELSEWHERE.some((name) => field === `Query.${name}`)),
    ).toEqual([])
  })
})

describe('an argument', () => {
  /** What each needs besides, by the way to it. */
  const places = (): [way: string, field: GraphQLField<unknown, unknown>, given: string][] => {
    const { whole, story, feed } = stand.ids
    const needed: Record<string, string> = {
      'Query.article': `url: "https://marfa.example/1"`,
      'Query.node': `id: "${feed}"`,
      'Query.nodes': `ids: ["${whole}"]`,
      'Query.story': `id: "${story}"`,
      'Query.source': 'id: "marfa"',
      'Query.tag': 'id: "تحليه-المياه"',
      'Query.search': 'query: "الميناء"',
      'Query.changes': `after: "${beginning}"`,
    }
    const around: Record<string, string> = {
      Query: '',
      Article: `article(id: "${whole}")`,
      Source: 'source(id: "marfa")',
      Tag: 'tag(id: "تحليه-المياه")',
      Story: `story(id: "${story}")`,
      SearchEdge: 'search(query: "الميناء") > edges',
      SearchFacets: 'search(query: "الميناء") > facets',
      UserError: 'feedPreview(url: "http://127.0.0.1:1/") > userErrors',
    }
    return Object.entries(around).flatMap(([name, way]) =>
      fieldsOf(name)
        .filter(({ args, name: field }) => args.length > 0 && !['feedPreview', 'documents', 'usage'].includes(field))
        .map((field) => [way, field, needed[`${name}.${field.name}`] ?? ''] as [string, typeof field, string]),
    )
  }

  it('that is null means the same as one left out, of every field', async () => {
    let checked = 0
    for (const [way, { name, args, type }, given] of places()) {
      const selection = isLeafType(getNamedType(type)) ? '' : `{ ${selectionOf(getNamedType(type).name)} }`
      const wrap = (field: string) =>
        [...way.split(' > ').filter(Boolean)].reduceRight((inner, step) => `{ ${step} ${inner} }`, `{ ${field} }`)
      const ask = (others: string[]) =>
        stand.ask(
          wrap(
            `${name}${given || others.length > 0 ? `(${[given, ...others].filter(Boolean).join(', ')})` : ''} ${selection}`,
          ),
        )
      const plain = await ask([])
      for (const argument of args) {
        if (!isNullableType(argument.type) || given.startsWith(`${argument.name}:`)) continue
        expect(await ask([`${argument.name}: null`]), `${way} ${name}(${argument.name})`).toEqual(plain)
        checked++
      }
    }
    expect(checked).toBeGreaterThan(60)
  })

  it('that is a length has its bounds, of every field', async () => {
    let checked = 0
    for (const [way, field, given] of places()) {
      const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }'
      const wrap = (inner: string) =>
        way
          .split(' > ')
          .filter(Boolean)
          .reduceRight((rest, step) => `{ ${step} ${rest} }`, `{ ${inner} }`)
      for (const name of ['first', 'last'].filter((length) => field.args.some((arg) => arg.name === length))) {
        for (const [length, fits] of [
          [-1, false],
          [0, true],
          [100, true],
          [101, false],
        ] as const) {
          const query = wrap(`${field.name}(${[given, `${name}: ${length}`].filter(Boolean).join(', ')}) ${selection}`)
          const { body } = await stand.server.post('/graphql', { query }, AS_ADMIN)
          const [error] = body.errors ?? []
          if (fits) expect([query, error]).toEqual([query, undefined])
          else {
            expect([query, error?.extensions.code]).toEqual([query, 'BAD_USER_INPUT'])
            expect(error.message).toMatch(/\b100\b/)
          }
          checked++
        }
      }
    }
    expect(checked).toBeGreaterThan(80)
  })

  it('that counts from the front does not go with one that counts from the end', async () => {
    for (const list of ['articles', 'source(id: "marfa") { articles', `story(id: "${stand.ids.story}") { articles`]) {
      const query = `{ ${list}(first: 1, last: 1) { totalCount } }${'}'.repeat(list.split('{').length - 1)}`
      const { body } = await stand.server.post('/graphql', { query }, AS_ADMIN)
      expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT')
      expect(body.errors[0].message).toMatch(/first.*last/)
    }
  })

  it('that is a list holds at most 100', async () => {
    const many = (value: string) => `[${Array.from({ length: 101 }, () => value).join(', ')}]`
    for (const field of [
      `nodes(ids: ${many('"x"')}) { id }`,
      ...['sources', 'tags', 'allTags', 'languages', 'countries'].map(
        (name) => `articles(filter: { ${name}: ${many('"x"')} }) { totalCount }`,
      ),
      `stories(filter: { tags: ${many('"x"')} }) { totalCount }`,
      `sources(filter: { health: ${many('HEALTHY')} }) { totalCount }`,
      `tags(kinds: ${many('TOPIC')}) { totalCount }`,
      `feeds(health: ${many('STALE')}) { totalCount }`,
      `changes(after: "${beginning}", types: ${many('ARTICLE_INGESTED')}) { hasMore }`,
      `article(id: "${stand.ids.whole}") { related(kinds: ${many('SIMILAR')}) { nodes { id } } }`,
    ]) {
      const { body } = await stand.server.post('/graphql', { query: `{ ${field} }` }, AS_ADMIN)
      expect([field.slice(0, 40), body.errors?.[0].extensions.code]).toEqual([field.slice(0, 40), 'BAD_USER_INPUT'])
      expect(body.errors[0].message).toMatch(/\b100\b/)
    }
  })
})
