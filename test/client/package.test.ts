import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const tsc = (...args: string[]) => run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args])

/** A program that has the package and what it depends on, and nothing of ours besides. */
let program: string
let own: TestDatabase
let server: WholeServer

beforeAll(async () => {
  program = await mkdtemp(join(tmpdir(), 'sila-client-'))
  const installed = join(program, 'node_modules/@sila/client')
  await mkdir(installed, { recursive: true })
  await cp(join(root, 'client/package.json'), join(installed, 'package.json'))
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  for (const name of [...Object.keys(dependencies), 'graphql', '@urql', '@apollo', '@graphql-typed-document-node']) {
    await symlink(join(root, 'node_modules', name), join(program, 'node_modules', name))
  }
  for (const name of ['rxjs', 'wonka', '@0no-co']) {
    await symlink(join(root, 'node_modules', name), join(program, 'node_modules', name))
  }
  await writeFile(join(program, 'package.json'), '{"type":"module"}')
  await tsc('-p', join(root, 'client/tsconfig.json'), '--outDir', join(installed, 'dist'))
  own = await openTestDatabase()
  server = await startWholeServer(own.url, { roles: ['api'] })
})
afterAll(async () => {
  await server.close()
  await own.close()
  await rm(program, { recursive: true, force: true })
})

const FOLLOW = `import { SilaClient } from '@sila/client'
const client = new SilaClient({ url: process.argv[2] })
const document = 'subscription ($after: ChangeCursor) { articleIngested(after: $after) { cursor article { title } } }'
const onState = (state) => { if (state === 'connected') console.log('connected') }
for await (const { data } of client.subscribe(document, { onState })) {
  console.log(data.articleIngested.article.title)
  break
}
client.close()
`
const TYPED = `import { articleDocument, articlesDocument, type Change, type FeedState, searchDocument, SilaClient } from '@sila/client'
import { SilaLink } from '@sila/client/apollo'
import { silaExchange } from '@sila/client/urql'

const client = new SilaClient({ url: 'http://127.0.0.1:4000/graphql', key: async () => 'sila_key' })
export const carriers = [silaExchange(client), new SilaLink(client)]
export async function read(): Promise<(string | number | null)[]> {
  const { articles } = await client.query(articlesDocument, { first: 10, filter: { languages: ['ar'] } })
  const { article } = await client.query(articleDocument, { id: articles.nodes[0]!.id })
  const { search } = await client.query(searchDocument, { query: 'غزة' })
  // @ts-expect-error a query asks for something
  await client.query(searchDocument, { first: 10 })
  // @ts-expect-error there is no such order
  await client.query(articlesDocument, { orderBy: 'SHORTEST' })
  return [article?.readAlso[0]?.headline ?? null, search.edges[0]!.score, search.suggestion, articles.pageInfo.endCursor]
}
export async function headlines(states: FeedState[]): Promise<string[]> {
  const found: string[] = []
  const feed = client.changes({ types: ['ARTICLE_INGESTED'], filter: { languages: ['ar'] }, onState: (state) => states.push(state) })
  await feed.each((change: Change) => {
    if (change.__typename === 'ArticleIngested') found.push(change.article.title)
  })
  // @ts-expect-error there is no such type of change
  client.changes({ types: ['ARTICLE_EATEN'] })
  return found
}
`

describe('the package', () => {
  it('follows the feed in Node without a class of sockets, and lets the process end', async () => {
    await writeFile(join(program, 'follow.js'), FOLLOW)
    const book = new LogBook(own.db)
    const following = run(process.execPath, [join(program, 'follow.js'), `${server.url}/graphql`], { timeout: 15_000 })
    following.child.stdout!.once('data', () => void book.ingest('خبر عاجل'))
    expect((await following).stdout).toBe('connected\nخبر عاجل\n')
  })

  it('is typed for programs of browsers, who know no Node', async () => {
    const language = {
      target: 'es2022',
      lib: ['es2022', 'dom'],
      module: 'esnext',
      moduleResolution: 'bundler',
      types: [],
    }
    const config = {
      compilerOptions: { ...language, strict: true, noEmit: true, skipLibCheck: true },
      files: ['typed.ts'],
    }
    await writeFile(join(program, 'tsconfig.json'), JSON.stringify(config))
    await writeFile(join(program, 'typed.ts'), TYPED)
    const checked = tsc('-p', program)
    await expect(checked.catch(({ stdout }) => stdout)).resolves.toMatchObject({ stdout: '' })
  })
})
