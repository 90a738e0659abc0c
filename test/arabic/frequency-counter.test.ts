import { describe, expect, it } from 'vitest'
import { FrequencyCounter } from '../../src/arabic/frequency-counter.ts'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'

const lexicon = new FrequencyTable(
  0,
  1,
  new Map([
    ['جيش', 1],
    ['لبن', 1],
  ]),
)

describe('FrequencyCounter', () => {
  it('counts a word once a document, with the lexicon as a floor', () => {
    const counter = new FrequencyCounter()
    counter.add(['جيش', 'جيش', 'حفتر'])
    counter.add(['جيش', 'حفتر', 'خطاء'])
    const table = counter.table(1, lexicon)
    expect([table.version, table.documents]).toEqual([1, 2])
    expect(Object.fromEntries(table.counts)).toEqual({ جيش: 2, لبن: 1, حفتر: 2 })
  })

  it('goes on from a former table with what was seen in two documents', () => {
    const former = new FrequencyTable(1, 5, new Map([...lexicon.counts, ['حفتر', 3], ['جيش', 4]]))
    const counter = new FrequencyCounter(former)
    counter.add(['حفتر', 'لبن', 'جيش'])
    const table = counter.table(2, lexicon)
    expect([table.version, table.documents]).toEqual([2, 6])
    expect(Object.fromEntries(table.counts)).toEqual({ جيش: 5, لبن: 1, حفتر: 4 })
  })

  it('keeps the frequent words where there are too many', () => {
    const counter = new FrequencyCounter()
    for (let document = 0; document < 3; document++) counter.add(['حفتر', ...(document < 2 ? ['درنة', 'سرت'] : [])])
    expect([...counter.table(1, lexicon, 4).counts.keys()]).toEqual(['جيش', 'لبن', 'حفتر', 'درنة'])
  })

  it('keeps its memory bounded and forgets the rarest first', () => {
    const counter = new FrequencyCounter(null, 100)
    for (let document = 0; document < 500; document++) counter.add(['حفتر', `ب${document}`, 'ا'.repeat(99)])
    expect(counter.words).toBeLessThanOrEqual(100)
    expect(counter.table(1, lexicon).of('حفتر')).toBe(500)
  })

  it('makes a table that reads back as it was written', async () => {
    const counter = new FrequencyCounter()
    // Also words of letters beyond the basic plane that begin with the same half.
    counter.add(['حفتر', 'جيش', '𐤀𐤁', '𐤂𐤁'])
    counter.add(['حفتر', 'جيشنا', '𐤀𐤁', '𐤂𐤁'])
    const table = counter.table(3, lexicon)
    const read = FrequencyTable.decode(3, table.documents, await table.encode())
    expect(new Map([...read.counts].sort())).toEqual(new Map([...table.counts].sort()))
  })
})
