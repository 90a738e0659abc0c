import type { Config } from '../../src/config.ts'
import { decodeId, encodeId } from '../../src/entities/node-id.ts'
import { deliverOne } from '../../src/ingestion/deliver-one.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { AS_ADMIN } from './tiny-server.ts'
import { startWholeServer, type WholeServer } from './whole-server.ts'

const SOURCES = [
  ['marfa', 'مرفأ الأخبار', 'LB'],
  ['rasif', 'الرصيف', 'EG'],
  ['sahil', 'صوت الساحل', 'TN'],
] as const
const EVENT = 'انفجار محطة تحلية المياه في ميناء الدلفين يوقف العبارات'
const BODY = `${EVENT} صباح الجمعة، وقال مدير الميناء عاصم البيادري إن فرق الإطفاء سيطرت على النيران بعد ثلاث ساعات، وإن المحطة التي تغذي المدينة ستتوقف يومين.\n\nوأضاف أن ستة عمال أصيبوا بحروق طفيفة، وأن العبارات ستعود إلى العمل مساء السبت.`
const EXTRAS =
  '<figure><img src="https://marfa.example/2.jpg" alt="الميناء"><figcaption>الميناء بعد الحادث</figcaption></figure>' +
  '<blockquote class="twitter-tweet" lang="en"><p>The fire at the port is out.</p>&mdash; Port Office (@port) <a href="https://twitter.com/port/status/1">May 2</a></blockquote>'
const TAGS = ['ميناء الدلفين', 'تحلية المياه']

/** One article as it is pushed, with the field names of `ArticleInput`. */
export type PushedArticle = Readonly<Record<string, unknown>> & { title: string }

/** A whole server over a store in which there is something of everything that the schema can show. */
export interface Newsstand {
  server: WholeServer
  own: TestDatabase
  /** The key of a partner that may read, push and publish documents. */
  key: string
  /** Ids, as clients know them, of an article … */
  ids: {
    /** … that has everything, */
    whole: string
    /** … that repeats its text, */
    copy: string
    /** … that was withdrawn, */
    withdrawn: string
    /** … and that was merged into another. */
    merged: string
    story: string
    mergedStory: string
    feed: string
    partner: string
  }
  /** Pushes one article, and gives its id. */
  push(source: string, article: PushedArticle): Promise<string>
  /** Asks as the admin; throws where there are errors. */
  ask(query: string, variables?: object): Promise<any>
  close(): Promise<void>
}

/** @param settings of its server, where they are not as usual */
export async function openNewsstand(settings: Partial<Config> = {}): Promise<Newsstand> {
  const own = await openTestDatabase()
  for (const [slug, name, country] of SOURCES) {
    await own.db.query(`insert into source (slug, name, country, homepage, logo) values ($1, $2, $3, $4, $5::jsonb)`, [
      slug,
      name,
      country,
      `https://${slug}.example/`,
      { url: `https://${slug}.example/logo.png` },
    ])
  }
  const server = await startWholeServer(own.url, settings)
  const { token, key } = await new KeyStore(own.db.manager).create({
    partner: 'تطبيق',
    scopes: ['READ', 'INGEST', 'PUBLISH'],
    signing: false,
    lifetimeSeconds: null,
  })
  const ask: Newsstand['ask'] = async (query, variables = {}) => {
    const { body } = await server.post('/graphql', { query, variables }, AS_ADMIN)
    if (body.errors) throw new Error(JSON.stringify(body.errors))
    return body.data
  }
  const push: Newsstand['push'] = async (source, article) => {
    const { body } = await server.post('/ingest', { source, articles: [article] }, AS_ADMIN)
    const [result] = body.results ?? []
    if (!result?.article) throw new Error(JSON.stringify(body))
    return result.article.id
  }
  const merge = (gone: string, kept: string) => {
    const [mergeOf, into] = [decodeId(gone)!.id, decodeId(kept)!.id]
    return deliverOne(
      { kind: 'MERGE', payload: { mergeOf, into }, channel: 'editor', rawPayloadId: null },
      own.db.manager,
    )
  }

  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
  await push('sahil', {
    title: 'الميناء يفتح رصيفاً ثالثاً للعبارات',
    url: 'https://sahil.example/1',
    publishedAt: hoursAgo(5),
  })
  const whole = {
    title: EVENT,
    url: 'https://marfa.example/1',
    excerpt: 'ستة جرحى، والعبارات تعود السبت.',
    authors: ['سلمى الخزامي'],
    image: 'https://marfa.example/1.jpg',
    tags: TAGS,
    publishedAt: hoursAgo(4),
    readAlso: [
      { headline: 'الميناء يفتح رصيفاً ثالثاً للعبارات', url: 'https://sahil.example/1', excerpt: 'رصيف جديد.' },
      { headline: 'ما لم يصل بعد' },
    ],
    similar: [{ headline: 'محطات التحلية في خمسة أسئلة' }],
  }
  const ids = {
    whole: await push('marfa', { ...whole, html: `<p>${BODY}</p>${EXTRAS}` }),
    copy: await push('rasif', {
      title: EVENT,
      url: 'https://rasif.example/1',
      text: BODY,
      tags: TAGS,
      publishedAt: hoursAgo(3),
    }),
    withdrawn: await push('rasif', { title: 'خبر أُخذ عن غير مصدره', url: 'https://rasif.example/2', text: 'نص قصير.' }),
    merged: await push('sahil', { title: 'خبر مكرّر بعنوان آخر', url: 'https://sahil.example/2', text: 'نص آخر.' }),
  }
  await push('sahil', {
    title: `${EVENT} يومين`,
    url: 'https://sahil.example/3',
    text: `${BODY} وتحقق النيابة في السبب.`,
    tags: TAGS,
    publishedAt: hoursAgo(2),
    readAlso: [{ headline: EVENT, url: 'https://marfa.example/1' }],
  })
  // The publisher corrects the number of the injured.
  await push('marfa', {
    ...whole,
    html: `<p>${BODY.replace('ستة عمال', 'سبعة عمال')}</p>${EXTRAS}`,
  })
  await ask(`mutation ($id: ID!) { articleWithdraw(id: $id, reason: "بطلب من الناشر") { userErrors { code } } }`, {
    id: ids.withdrawn,
  })
  await merge(ids.merged, ids.whole)

  await own.db.query(`update article set image = image || $1::jsonb where image is not null`, [
    { alt: 'الميناء', caption: 'الميناء فجراً', credit: 'مرفأ', width: 1_200, height: 800 },
  ])

  const { stories } = await ask('{ stories { nodes { id } } }')
  const story = stories.nodes[0]?.id as string
  const [gone] = await own.db.query(
    `insert into story (title, lead_id, first_seen_at, latest_activity_at, article_count, source_count, merged_into_id, cluster)
     select title, lead_id, first_seen_at, latest_activity_at, 0, 0, id, 0 from story where id = $1 returning id`,
    [decodeId(story)!.id],
  )
  const [feed] = await own.db.query(
    `insert into feed (source_id, url, url_key, host, title, format, kind, health, last_status, last_error, consecutive_failures,
                       last_fetched_at, last_new_article_at, charset, date_confidence, tags)
     select id, 'https://marfa.example/rss', 'marfa.example/rss', 'marfa.example:443', 'مرفأ', 'rss', 'FEED', 'FAILING', 503, '503 Service Unavailable', 3,
            now(), now(), 'utf-8', 1, array['محليات'] from source where slug = 'marfa' returning id`,
  )
  await own.db.query(
    `insert into feed_day (feed_id, day, polls, unchanged, failures, new_items, bytes)
     select $1, (now() at time zone 'UTC')::date - d, 10, 5, 1, 2, 1000 from unnest(array[0, 1]) d`,
    [feed.id],
  )
  return {
    server,
    own,
    key: token,
    ids: {
      ...ids,
      story,
      mergedStory: encodeId('sty', gone.id),
      feed: encodeId('fed', feed.id),
      partner: encodeId('par', key.partnerId),
    },
    push,
    ask,
    async close() {
      await server.close()
      await own.close()
    },
  }
}
