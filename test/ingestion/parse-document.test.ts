import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../src/ingestion/parse-document.ts'
import { seededRandom } from '../../src/sample/seeded-random.ts'

const now = new Date('2026-01-01T00:00:00Z')
const page = readFileSync(new URL('../fixtures/pages/whole-page/source.txt', import.meta.url), 'utf8')

describe('a file that is called a page text', () => {
  it.each([1, 2, 3, 4, 5])('is refused where it is bytes of another kind (%d)', (seed) => {
    const random = seededRandom(`bytes ${seed}`)
    const bytes = Buffer.from(Array.from({ length: 4_000 }, () => Math.floor(random() * 256)))
    expect(() => parseDocument(bytes, 'page-dump', now)).toThrow('no text')
    expect(() => parseDocument(gzipSync(page), 'page-dump', now)).toThrow('no text')
  })

  it.each(['utf8', 'utf-16le', 'windows-1256'])('is read in %s, also where it was cut within a letter', (charset) => {
    const text = page.replaceAll('ی', 'ي')
    const bytes = iconv.encode(text, charset, { addBOM: charset === 'utf-16le' })
    const whole = parseDocument(bytes, 'page-dump', now)
    expect(whole.items.length).toBeGreaterThan(0)
    for (const cut of [bytes.length - 1, bytes.length - 3, 1_001, 1_002])
      expect(() => parseDocument(bytes.subarray(0, cut), 'page-dump', now)).not.toThrow()
  })
})
