import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

/** More than are under way at once: reading goes on while the first are settled. */
const RECORDS = 3_000
/** In a file of its own, which is read first, and behind it as one that cannot be taken. */
const FEED = `<rss version="2.0"><channel><title>خلاصة</title><item><title>خبر الخلاصة</title><link>https://feed.example/1</link></item></channel></rss>`

let own: TestDatabase
let folder: string
beforeAll(async () => {
  own = await openTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'sila-resume-'))
  const records = Array.from({ length: RECORDS }, (_, number) =>
    JSON.stringify({
      title: `خبر رقم ${number} عن الميناء`,
      url: `https://one.example/${number}`,
      text: `نص الخبر رقم ${number}.`,
      source: 'صحيفة الميناء',
    }),
  )
  writeFileSync(join(folder, 'a.xml'), FEED)
  writeFileSync(join(folder, 'b.jsonl'), ['{"broken', ...records, '{}'].join('\n'))
})
afterAll(async () => {
  await own.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs `sila import` on the folder; stops it the hard way when told to. */
function importFolder(stop?: Promise<void>): Promise<{ code: number | null; out: string; said: string }> {
  const sila = fileURLToPath(new URL('../../bin/sila.js', import.meta.url))
  const child = spawn(process.execPath, [sila, 'import', folder, '--json'], {
    env: { ...process.env, DATABASE_URL: own.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, said] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  void stop?.then(() => child.kill('SIGKILL'))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, said })))
}

/** Comes back when the place of the import is somewhere within the records. */
async function placeNoted(): Promise<void> {
  for (;;) {
    const rows = await own.db.query(`select 1 from checkpoint where (place->>'line')::int > 100`)
    if (rows.length > 0) return
    await sleep(20)
  }
}

it('goes on where it was killed, and counts every article once', async () => {
  const killed = await importFolder(placeNoted())
  expect(killed.code).toBeNull()
  const again = await importFolder()
  expect(again.said).toMatch(/goes on with .*b\.jsonl behind line \d+/)
  const line = Number(/behind line (\d+)/.exec(again.said)![1])
  expect(line).toBeGreaterThan(100)
  const { articles, rejected } = JSON.parse(again.out)
  expect(articles.created + articles.unchanged).toBe(RECORDS + 1)
  expect(articles.created).toBeGreaterThanOrEqual(line)
  expect(rejected.map((entry: { line: number }) => entry.line)).toEqual([1, RECORDS + 2])
  const [{ count }] = await own.db.query('select count(*)::int as count from article')
  expect(count).toBe(RECORDS + 1)
  // Done is done: the next time it begins anew.
  expect(await own.db.query('select 1 from checkpoint')).toEqual([])
}, 120_000)
