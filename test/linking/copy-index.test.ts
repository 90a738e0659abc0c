import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordHash } from '../../src/arabic/word-hash.ts'
import { articlePrint } from '../../src/linking/article-print.ts'
import { type CopyEntry, CopyIndex } from '../../src/linking/copy-index.ts'
import { templateTitle } from '../../src/linking/template-title.ts'
import { textKey } from '../../src/linking/text-key.ts'

const NOON = new Date(Date.UTC(2026, 2, 1, 12))
const words = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)

interface Given {
  title?: string
  sourceId?: string
  isBoilerplate?: (line: number) => boolean
}

function entry(lines: readonly string[][], { title = 'عنوان', sourceId = '1', isBoilerplate }: Given = {}): CopyEntry {
  const hashes = lines.map((line) => line.map(wordHash))
  return {
    fingerprint: articlePrint(hashes, isBoilerplate ?? (() => false)),
    textKey: textKey(title.split(' ').map(wordHash), hashes.flat()),
    headline: templateTitle(title, sourceId, NOON),
  }
}
/** `shared` words of one text, then words of its own: about shared / (200 - shared) alike. */
const variant = (name: string, shared: number): CopyEntry =>
  entry([[...words('م', shared), ...words(name, 100 - shared)]], { title: `عنوان ${name}` })

describe('CopyIndex', () => {
  it('finds the most similar copy, of equal ones the earliest', () => {
    const index = new CopyIndex()
    for (const [slot, shared] of [80, 95, 95].entries()) index.add(slot, variant(slot === 0 ? 'ا' : 'ب', shared))
    expect(index.closest(variant('ج', 100))).toMatchObject({ slot: 1, kind: 'COPY' })
  })

  it('says of a text half another that it is a rewrite, and nothing of one apart', () => {
    const index = new CopyIndex()
    index.add(4, variant('ا', 60))
    expect(index.closest(variant('ب', 60))).toMatchObject({ slot: 4, kind: 'REWRITE' })
    expect(index.closest(entry([words('ي', 100)]))).toBeNull()
  })

  it('prefers a copy to what is more alike but no copy', () => {
    const index = new CopyIndex()
    const text = words('م', 100)
    index.add(0, entry([[...text.slice(0, 80), ...words('ا', 20)]], { title: 'هجوم واسع على المدينة', sourceId: '2' }))
    index.add(1, entry([text], { title: 'روسيا أطلقت 149 مسيرة' }))
    const found = index.closest(entry([text], { title: 'روسيا أطلقت 170 مسيرة' }))
    expect(found).toMatchObject({ slot: 0, kind: 'COPY' })
  })

  it('takes equal short texts for copies under one title only', () => {
    const index = new CopyIndex()
    index.add(0, entry([['شاهد', 'التقرير']], { title: 'زلزال في كريت' }))
    expect(index.closest(entry([['شاهد', 'التقرير']], { title: 'زلزال في كريت', sourceId: '2' }))).toMatchObject({
      slot: 0,
      kind: 'COPY',
      similarity: 1,
    })
    expect(index.closest(entry([['شاهد', 'التقرير']], { title: 'هدنة في غزة' }))).toBeNull()
  })

  it('takes no article for a copy for its boilerplate alone, and every copy for one with it', () => {
    const index = new CopyIndex()
    const notice = words('ن', 60)
    const isBoilerplate = (line: number) => line === 1
    index.add(0, entry([words('ا', 30), notice]))
    expect(index.closest(entry([words('ب', 30), notice]))).toMatchObject({ slot: 0 })
    expect(index.closest(entry([words('ب', 30), notice], { isBoilerplate }))).toBeNull()
    expect(index.closest(entry([notice.slice(0, 40)], { isBoilerplate: () => true }))).toBeNull()
    expect(index.closest(entry([words('ا', 30), notice], { isBoilerplate }))).toMatchObject({ slot: 0, kind: 'COPY' })
  })

  it('counts for an article that is in only what came before it', () => {
    const index = new CopyIndex()
    index.add(7, variant('ا', 90))
    index.add(3, variant('ب', 90))
    expect(index.closest(variant('ا', 90), 7)).toBeNull()
    expect(index.closest(variant('ب', 90), 3)).toMatchObject({ slot: 7 })
  })

  it('keeps nothing of what was removed, and uses slots again', () => {
    const used = new CopyIndex()
    for (let round = 0; round < 3; round++) {
      for (let slot = 0; slot < 60; slot++) used.add(slot, variant(`ا${slot % 7}`, 50 + (slot % 50)))
      for (let slot = 0; slot < 60; slot++) used.remove(slot)
    }
    expect(used.size).toBe(0)
    for (let slot = 0; slot < 50; slot++) expect(used.closest(variant('ب', 50 + slot))).toBeNull()
  })

  it('answers after any adding and removing as one rebuilt from what is left in its order', () => {
    const entries = Array.from({ length: 30 }, (_, number) => variant(`ا${number % 11}`, 40 + ((number * 13) % 60)))
    const step = fc.record({ slot: fc.nat(12), entry: fc.nat(29), remove: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const index = new CopyIndex()
        const left = new Map<number, CopyEntry>()
        for (const { slot, entry, remove } of steps) {
          left.delete(slot)
          if (remove) index.remove(slot)
          else {
            index.add(slot, entries[entry]!)
            left.set(slot, entries[entry]!)
          }
        }
        const rebuilt = new CopyIndex()
        // Fingerprints go through a store: bytes of their own.
        for (const [slot, one] of left) rebuilt.add(slot, { ...one, fingerprint: Uint8Array.from(one.fingerprint!) })
        expect(index.size).toBe(left.size)
        for (const asked of entries) expect(index.closest(asked)).toEqual(rebuilt.closest(asked))
      }),
      { numRuns: 30 },
    )
  })

  it('costs little for thousands of one template, and little memory', () => {
    const index = new CopyIndex()
    const flood = variant('ا', 100)
    for (let slot = 0; slot < 5000; slot++) index.add(slot, flood)
    const started = performance.now()
    for (let asked = 0; asked < 200; asked++) index.closest(flood)
    expect((performance.now() - started) / 200).toBeLessThan(5)
    for (let slot = 0; slot < 5000; slot++) index.remove(slot)
    expect(index.closest(flood)).toBeNull()
    expect(index.bytes / 5000).toBeLessThan(900)
  })
})
