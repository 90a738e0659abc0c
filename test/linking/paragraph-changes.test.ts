import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from '../../src/entities/delivered-article.ts'
import { paragraphChanges } from '../../src/linking/paragraph-changes.ts'

const block = (text: string, given: Partial<Block> = {}): Block => ({
  kind: 'PARAGRAPH',
  text,
  html: `<p>${text}</p>`,
  language: 'ar',
  direction: 'RTL',
  url: null,
  attribution: null,
  ...given,
})
const changes = (before: string, after: string) =>
  paragraphChanges(
    [...before].map((text) => block(text)),
    [...after].map((text) => block(text)),
  )

describe('paragraphChanges', () => {
  it.each([
    ['nothing where the paragraphs are the same', 'ابت', 'ابت', []],
    ['a paragraph in the place of another', 'ابت', 'اثت', [['ب', 'ث']]],
    ['an added paragraph', 'اب', 'ابت', [[null, 'ت']]],
    ['a removed paragraph', 'ابت', 'ات', [['ب', null]]],
    [
      'one paragraph for two',
      'ابتث',
      'اجث',
      [
        ['ب', 'ج'],
        ['ت', null],
      ],
    ],
    [
      'two paragraphs for one',
      'ابت',
      'اجحت',
      [
        ['ب', 'ج'],
        [null, 'ح'],
      ],
    ],
    [
      'changes in several places, in order',
      'ابتثج',
      'خبتثح',
      [
        ['ا', 'خ'],
        ['ج', 'ح'],
      ],
    ],
    [
      'a whole text where there was none',
      '',
      'اب',
      [
        [null, 'ا'],
        [null, 'ب'],
      ],
    ],
  ])('gives %s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected.map(([before, after]) => ({ before, after })))
  })

  it('compares what a reader sees, not the markup', () => {
    expect(paragraphChanges([block('ا')], [block('ا', { html: '<p class="x">ا</p>' })])).toEqual([])
  })

  it('tells images apart by their addresses', () => {
    const image = (url: string) => block('', { kind: 'IMAGE', url })
    expect(paragraphChanges([image('https://a.example/1.jpg')], [image('https://a.example/2.jpg')])).toEqual([
      { before: 'https://a.example/1.jpg', after: 'https://a.example/2.jpg' },
    ])
  })

  it('turns the former text into the later, whatever the two are', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ابتث'), maxLength: 12 })
    fc.assert(
      fc.property(text, text, (before, after) => {
        const told = changes(before, after)
        const removed = told.flatMap((change) => change.before ?? [])
        const added = told.flatMap((change) => change.after ?? [])
        const count = (list: readonly string[], letter: string) => list.filter((each) => each === letter).length
        for (const letter of 'ابتث') {
          const kept = count([...before], letter) - count(removed, letter)
          expect(kept + count(added, letter)).toBe(count([...after], letter))
          expect(kept).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('is done within a second however many paragraphs differ', () => {
    const many = (letter: string) => Array.from({ length: 10_000 }, (_, index) => block(`${letter} ${index}`))
    const began = process.cpuUsage().user
    expect(paragraphChanges(many('ا'), many('ب'))).toHaveLength(10_000)
    expect((process.cpuUsage().user - began) / 1e3).toBeLessThan(1_000)
  })
})
