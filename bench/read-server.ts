import Fastify from 'fastify'
import pg from 'pg'
import { startServer } from '../src/app.ts'
import { loadConfig } from '../src/config.ts'
import { createLog } from '../src/ops/log.ts'
import { answerCommands, processCommands } from './fanout-child.ts'

/** Ours, as `sila serve` opens it; nobody is held to a quota here. */
async function ours({ url, settings = {} }: { url: string; settings?: object }): Promise<number> {
  const config = { ...loadConfig({}), databaseUrl: url, adminKey: 'a key of the measure alone', port: 0, sample: false }
  const quota = { quota: 1e9, quotaAnonymous: 1e9 }
  const served = await startServer(
    { ...config, ...quota, logLevel: 'silent', roles: ['api'], ...settings },
    createLog('silent'),
    () => {},
  )
  return Number(new URL(served.url!).port)
}

/** Nothing but Fastify, which has an answer in its memory. */
async function bytes({ text }: { text: string }): Promise<number> {
  const app = Fastify()
  const body = Buffer.from(text)
  app.post('/graphql', (_request, reply) => reply.type('application/json; charset=utf-8').send(body))
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
}

/** One statement that makes the whole answer, as a hand would write it for this page alone. */
const BY_HAND = `
  select json_build_object('data', json_build_object('articles', json_build_object(
      'nodes', coalesce(json_agg(node order by published_at desc, id desc) filter (where place <= 20), '[]'),
      'pageInfo', json_build_object('hasNextPage', count(*) > 20, 'endCursor', min(id) filter (where place <= 20)))))::text as answer
    from (
      select a.id, a.published_at, row_number() over (order by a.published_at desc, a.id desc) as place, json_build_object(
          'id', a.id, 'url', a.url, 'title', a.title, 'excerpt', a.excerpt, 'language', a.language, 'direction', a.direction,
          'publishedAt', a.published_at, 'observedAt', a.observed_at, 'isLate', a.is_late,
          'source', json_build_object('id', s.id, 'slug', s.slug, 'name', s.name, 'country', s.country),
          'tags', (select coalesce(json_agg(json_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'kind', t.kind)
              order by g.confidence desc, g.position), '[]')
             from tagging g join tag t on t.id = g.tag_id where g.article_id = a.id and g.origin <> 'SITE_MENU')) as node
        from (select * from article where status = 'PUBLISHED' and copy_of_id is null and published_at < $1
                and ($2::bigint is null or source_id = $2) order by published_at desc, id desc limit 21) a
        join source s on s.id = a.source_id) page`

async function sql({ url }: { url: string }): Promise<number> {
  const app = Fastify()
  const pool = new pg.Pool({ connectionString: url, max: 16 })
  const { rows: sources } = await pool.query('select id, slug from source')
  const ids = new Map(sources.map(({ id, slug }) => [slug, id]))
  type Asked = { Body: { variables: { filter: { publishedBefore: string; sources?: string[] } } } }
  app.post<Asked>('/graphql', async (request, reply) => {
    const { publishedBefore, sources } = request.body.variables.filter
    const values = [publishedBefore, sources === undefined ? null : ids.get(sources[0]!)]
    const { rows } = await pool.query({ name: 'page', text: BY_HAND, values })
    return reply.type('application/json; charset=utf-8').send(rows[0].answer)
  })
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
}

answerCommands({ ours, bytes, sql, ...processCommands })
