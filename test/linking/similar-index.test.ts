import { describe, expect, it } from 'vitest'
import { analysisOfTerms, earlyRarity, lateRarity, randomStream, TestWindow } from '../support/linking-window.ts'

const stream = randomStream(800)
const filled = (slots: readonly number[], rarity = earlyRarity): TestWindow => {
  const window = new TestWindow(stream, rarity)
  for (const slot of slots) window.restore(slot, slot + 1, 1)
  return window
}
const all = stream.map((_, slot) => slot)
const answers = (window: TestWindow) =>
  window.order.filter((slot) => slot % 7 === 0).map((slot) => window.find(slot, 10))

describe('SimilarIndex', () => {
  it('finds the articles of one topic before others, best first, scores between 0 and 1, itself not', () => {
    const window = filled(all)
    let ofTopic = 0
    for (const slot of all.slice(600)) {
      const found = window.find(slot, 5)
      expect(found.map((similar) => similar.slot)).not.toContain(slot)
      expect(found.every(({ score, likeness }) => score > 0 && score <= likeness && likeness <= 1)).toBe(true)
      expect(found.map(({ rank }) => rank)).toEqual(found.map(({ rank }) => rank).sort((a, b) => b - a))
      if (stream[found[0]!.slot]!.topic === stream[slot]!.topic) ofTopic++
    }
    expect(ofTopic).toBeGreaterThan(190)
  })

  it('says the same in every run', () => {
    expect(answers(filled(all))).toEqual(answers(filled(all)))
  })

  it('says after removals what a window says that never held the removed', () => {
    const kept = all.filter((slot) => slot >= 200 && slot % 5 !== 0)
    const window = filled(all)
    for (const slot of all) if (!kept.includes(slot)) window.remove(slot)
    expect(answers(window)).toEqual(answers(filled(kept)))
  })

  it('leaves nothing of what is removed', () => {
    const window = filled(all)
    for (const slot of all) window.remove(slot)
    expect(window.articles.vocabulary.size).toBe(0)
    expect([window.similar.size, window.stories.size]).toEqual([0, 0])
    const bytes = window.similar.bytes
    for (let round = 0; round < 3; round++) {
      for (const slot of all) window.restore(slot, slot + 1, 1)
      for (const slot of all) window.remove(slot)
    }
    expect(window.similar.bytes).toBeLessThan(bytes * 1.5)
  })

  it('reweighed says what one built with the new rarities says', () => {
    const window = filled(all)
    window.reweigh(lateRarity)
    expect(answers(window)).toEqual(answers(filled(all, lateRarity)))
    expect(answers(window)).not.toEqual(answers(filled(all)))
  })

  it('takes any free slot again, and none that is taken', () => {
    const window = filled([0, 1])
    expect(() => window.articles.set(1, stream[2]!.analysis)).toThrow('slot 1 is taken')
    window.remove(1)
    window.articles.set(1, stream[2]!.analysis)
    window.similar.add(1, stream[2]!)
    expect(window.similar.size).toBe(2)
  })

  it('names what two articles share, what says most first', () => {
    const window = filled(all)
    const [best] = window.find(700, 1)
    const [shared = []] = window.similar.sharedTerms(700, [best!.slot], 3)
    const own = stream[700]!.analysis.lexemes.split(' ')
    expect(shared.length).toBeGreaterThan(0)
    expect(shared.every((lexeme) => own.includes(lexeme))).toBe(true)
    expect(shared[0]).toMatch(/^ت/)
  })

  it('finds nothing for an article without terms, nor such an article for others', () => {
    const empty = { ...stream[0]!, analysis: analysisOfTerms([]) }
    const window = new TestWindow([stream[0]!, empty, stream[0]!])
    for (const slot of [0, 1, 2]) window.admit(slot)
    expect(window.find(1)).toEqual([])
    expect(window.find(2).map(({ slot }) => slot)).toEqual([0])
  })

  it('prefers the nearer in time and, of equals, the own source', () => {
    const day = 86_400_000
    const at = (publishedAt: number, source: number) => ({ ...stream[0]!, publishedAt, source })
    const window = new TestWindow([at(0, 2), at(20 * day, 2), at(20 * day, 1), at(20 * day, 1)])
    for (const slot of [0, 1, 2, 3]) window.admit(slot)
    const found = window.find(3)
    expect(found.map(({ slot }) => slot)).toEqual([2, 1, 0])
    expect(found[0]!.score).toBe(found[1]!.score)
  })
})
