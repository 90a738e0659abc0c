import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveDashboard } from '../../src/gateway/static-files.ts'

let folder: string
let app: FastifyInstance

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sila-page-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<p>صلة</p>')
  writeFileSync(join(folder, 'assets', 'a-1.js'), 'let a')
  writeFileSync(join(folder, 'assets', 'a-1.js.gz'), gzipSync('let a'))
  app = Fastify()
  serveDashboard(app, folder)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

it('serves the dashboard at the root, whatever its address says, under a policy that lets nothing in', async () => {
  const { statusCode, headers, body } = await app.inject('/?column=text:%D8%BA%D8%B2%D8%A9&article=art_1')
  expect([statusCode, body]).toEqual([200, '<p>صلة</p>'])
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'")
  expect(policy).not.toMatch(/unsafe|data:|https?:|\*/)
})

it('serves what it needs below its name, compressed where that is taken, for ever', async () => {
  const plain = await app.inject('/dashboard/assets/a-1.js')
  expect([plain.statusCode, plain.body, plain.headers['content-encoding']]).toEqual([200, 'let a', undefined])
  expect(plain.headers['cache-control']).toContain('immutable')
  const zipped = await app.inject({ url: '/dashboard/assets/a-1.js', headers: { 'accept-encoding': 'gzip, br' } })
  expect([zipped.headers['content-encoding'], zipped.headers.vary]).toEqual(['gzip', 'Origin, Accept-Encoding'])
})

it.each(['/dashboard/assets/b.js', '/dashboard/assets/..%2findex.html', '/dashboard/index.html', '/assets/a-1.js'])(
  'knows nothing at %s',
  async (url) => {
    expect((await app.inject(url)).statusCode).toBe(404)
  },
)
