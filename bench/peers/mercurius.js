// Mercurius with its JIT and its loaders, one statement a loader, as its manual sets it up.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import pg from 'pg'
import { answerCommands } from './commands.js'

const SCHEMA = `
  type Query { articles(before: String!, source: String, first: Int!): ArticlePage!  article(id: ID!): Article }
  type ArticlePage { nodes: [Article!]!  hasNextPage: Boolean!  endCursor: String }
  type Article {
    id: ID!  url: String  title: String!  excerpt: String  language: String!  direction: String!  publishedAt: String!
    observedAt: String!  isLate: Boolean!  source: Source!  tags: [Tag!]!
    body: String  readAlso: [Link!]!  similar: [Link!]!  copies: [Article!]!  story: Story
  }
  type Source { id: ID!  slug: String!  name: String!  country: String }
  type Tag { id: ID!  slug: String!  name: String!  kind: String! }
  type Link { id: ID!  headline: String!  url: String  score: Float  article: Article }
  type Story { id: ID!  title: String!  articleCount: Int!  sourceCount: Int! }`

const COLUMNS = `a.id, a.url, a.title, a.excerpt, a.language, a.direction, a.published_at as "publishedAt", a.observed_at as "observedAt",
  a.is_late as "isLate", a.source_id as "sourceId", a.copy_of_id as "copyOfId", a.story_id as "storyId"`
const PAGE = `select ${COLUMNS} from article a
  where a.status = 'PUBLISHED' and a.copy_of_id is null and a.published_at < $1`
const ORDER = 'order by a.published_at desc, a.id desc limit $2'
const TAGS = `select g.article_id as owner, t.id, t.slug, t.name, t.kind from tagging g join tag t on t.id = g.tag_id
  where g.article_id = any($1::bigint[]) and g.origin <> 'SITE_MENU' order by g.confidence desc, g.position`
const LINKS = `select l.from_id as owner, l.id, l.kind, l.headline, l.url, l.score, l.article_id as "articleId"
  from related_link l where l.from_id = any($1::bigint[]) and l.kind = $2 order by l.position`
const COPIES = `select ${COLUMNS}, a.copy_of_id as owner from article a where a.copy_of_id = any($1::bigint[]) order by a.published_at, a.id`
const BODIES = `select article_id as id, (select string_agg(e ->> 'text', E'\\n\\n') from jsonb_array_elements(blocks) e) as text
  from article_body where article_id = any($1::bigint[])`

async function open({ url }) {
  const pool = new pg.Pool({ connectionString: url, max: 16 })
  const ask = async (name, text, values) => (await pool.query({ name, text, values })).rows
  const firstOf = (article) => article.copyOfId ?? article.id
  /** Loads one row for each of many objects. */
  const one =
    (name, text, idOf, read = (row) => row) =>
    async (queries) => {
      const rows = await ask(name, text, [queries.map(({ obj }) => idOf(obj)).filter((id) => id !== null)])
      const found = new Map(rows.map((row) => [row.id, read(row)]))
      return queries.map(({ obj }) => found.get(idOf(obj)) ?? null)
    }
  /** Loads a list for each of many objects. */
  const many =
    (name, text, idOf, ...rest) =>
    async (queries) => {
      const lists = new Map(queries.map(({ obj }) => [idOf(obj), []]))
      for (const row of await ask(name, text, [[...lists.keys()], ...rest])) lists.get(row.owner).push(row)
      return queries.map(({ obj }) => lists.get(idOf(obj)))
    }
  const byId = `select ${COLUMNS} from article a where a.id = any($1::bigint[])`
  const app = Fastify()
  app.register(mercurius, {
    schema: SCHEMA,
    jit: 1,
    resolvers: {
      Query: {
        async articles(_, { before, source, first }) {
          const rows = source
            ? await ask('page of', `${PAGE} and a.source_id = (select id from source where slug = $3) ${ORDER}`, [
                before,
                first + 1,
                source,
              ])
            : await ask('page', `${PAGE} ${ORDER}`, [before, first + 1])
          const nodes = rows.slice(0, first)
          return { nodes, hasNextPage: rows.length > first, endCursor: nodes.at(-1)?.id ?? null }
        },
        article: async (_, { id }) => (await ask('article', byId, [[id]]))[0] ?? null,
      },
      Article: {
        publishedAt: ({ publishedAt }) => publishedAt.toISOString(),
        observedAt: ({ observedAt }) => observedAt.toISOString(),
      },
    },
    loaders: {
      Article: {
        source: one(
          'sources',
          'select id, slug, name, country from source where id = any($1::bigint[])',
          ({ sourceId }) => sourceId,
        ),
        tags: many('tags', TAGS, ({ id }) => id),
        body: one(
          'bodies',
          BODIES,
          ({ id }) => id,
          ({ text }) => text,
        ),
        readAlso: many('links', LINKS, ({ id }) => id, 'READ_ALSO'),
        similar: many('links', LINKS, ({ id }) => id, 'SIMILAR'),
        copies: many('copies', COPIES, firstOf),
        story: one(
          'stories',
          'select id, title, article_count as "articleCount", source_count as "sourceCount" from story where id = any($1::bigint[])',
          ({ storyId }) => storyId,
        ),
      },
      Link: { article: one('linked', byId, ({ articleId }) => articleId) },
    },
  })
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
}

answerCommands({ open })
