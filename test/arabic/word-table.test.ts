import fc from 'fast-check'
import { expect, it } from 'vitest'
import { WordTable } from '../../src/arabic/word-table.ts'

it('finds what a Map finds, wherever the word stands', () => {
  const word = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('ا', 'ب', 'و', '\uD83D', 'x') })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 400 }), fc.array(word, { maxLength: 50 }), (known, asked) => {
      const table = new WordTable<{ text: string; number: number }>()
      const map = new Map<string, number>()
      for (const [number, text] of known.entries()) {
        table.add({ text, number })
        if (!map.has(text)) map.set(text, number)
      }
      expect(table.size).toBe(map.size)
      for (const text of [...asked, ...known]) {
        expect(table.find(`وا${text}با`, 2, 2 + text.length)?.number).toBe(map.get(text))
      }
    }),
  )
})

it('holds what a Map holds while words come and go', () => {
  const step = fc.tuple(fc.boolean(), fc.nat(40))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const table = new WordTable<{ text: string }>()
      const set = new Set<string>()
      for (const [comes, number] of steps) {
        const text = `ك${number}`
        if (comes) table.add({ text })
        else table.delete(text)
        if (comes) set.add(text)
        else set.delete(text)
      }
      expect(table.size).toBe(set.size)
      for (let number = 0; number <= 40; number++) {
        const text = `ك${number}`
        expect(table.find(text, 0, text.length) !== undefined).toBe(set.has(text))
      }
    }),
  )
})

it('grows', () => {
  const table = new WordTable<{ text: string }>()
  for (let number = 0; number < 10_000; number++) table.add({ text: `كلمة${number}` })
  expect(table.size).toBe(10_000)
  for (let number = 0; number < 10_000; number++) {
    const text = `كلمة${number}`
    expect(table.find(text, 0, text.length)?.text).toBe(text)
  }
  expect(table.find('كلمة', 0, 4)).toBeUndefined()
})
