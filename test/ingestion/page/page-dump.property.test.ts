import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParsedDocument } from '../../../src/entities/article-item.ts'
import { looksLikePageDump, parsePageDump } from '../../../src/ingestion/page/parse-page-dump.ts'

const now = new Date('2026-01-01T00:00:00Z')
const real = new URL('../../../../shared/data/pages/000_1f2f7cb5b1a0d386.txt', import.meta.url)
const pages = [new URL('../../fixtures/pages/whole-page/source.txt', import.meta.url), real]
  .filter((url) => existsSync(url))
  .map((url) => readFileSync(url, 'utf8'))

function emptyStrings(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  return value !== null && typeof value === 'object' && Object.values(value).some(emptyStrings)
}

function expectSound(text: string): ParsedDocument {
  const document = parsePageDump(text, { now })
  const lines = text.split(/\r\n|\r|\n/).length
  for (const { item, line } of document.items) {
    expect(item.title ?? item.html).toMatch(/\p{L}/u)
    expect(line).toBeGreaterThan(0)
    expect(line).toBeLessThanOrEqual(lines)
  }
  for (const { line } of document.rejected) expect(line ?? 1).toBeLessThanOrEqual(lines)
  expect(emptyStrings(document)).toBe(false)
  expect(document.items.length > 0 || document.rejected.length > 0).toBe(true)
  expect(parsePageDump(text, { now })).toEqual(document)
  looksLikePageDump(text)
  return document
}

type Change = { kind: 'drop' | 'repeat' | 'swap' | 'insert'; at: number; to: number; text: string }

function mutate(page: string, changes: readonly Change[]): string {
  const lines = page.split('\n')
  for (const { kind, at, to, text } of changes) {
    const [from, other] = [at % Math.max(1, lines.length), to % Math.max(1, lines.length)]
    if (kind === 'drop') lines.splice(from, 1)
    else if (kind === 'repeat') lines.splice(other, 0, lines[from] ?? '')
    else if (kind === 'swap') [lines[from], lines[other]] = [lines[other] ?? '', lines[from] ?? '']
    else lines[from] = (lines[from] ?? '').slice(0, other) + text + (lines[from] ?? '').slice(other)
  }
  return lines.join('\n')
}

const page = fc.constantFrom(...pages)
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('drop', 'repeat', 'swap', 'insert'),
  at: fc.nat(100),
  to: fc.nat(100),
  text: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      ':',
      '•',
      '\r',
      '\u200F',
      'ة',
      'ـ',
      '  ',
      '—',
      'المصدر:',
      'إقرأ أيضاً:',
      'مقالات مشابهة',
      'ذات صلة\n',
      '2025-01-01@',
    ),
  ),
})

describe('a page dump', () => {
  it('cut off anywhere still gives sound items', () => {
    fc.assert(
      fc.property(page, fc.nat(6_000), (text, length) => {
        expectSound([...text].slice(0, length).join(''))
      }),
      { numRuns: 150 },
    )
  })

  it('with its beginning cut off still gives sound items', () => {
    fc.assert(
      fc.property(page, fc.nat(6_000), (text, length) => {
        expectSound([...text].slice(length).join(''))
      }),
      { numRuns: 100 },
    )
  })

  it('with lines dropped, repeated, swapped and damaged still gives sound items', () => {
    fc.assert(
      fc.property(page, fc.array(change, { minLength: 1, maxLength: 12 }), (text, changes) => {
        expectSound(mutate(text, changes))
      }),
      { numRuns: 200 },
    )
  })

  it('of any characters at all gives sound items or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expectSound(text)
      }),
      { numRuns: 100 },
    )
  })
})
