import { describe, expect, it } from 'vitest'
import {
  analysisOfTerms,
  earlyRarity,
  lateRarity,
  randomNumbers,
  randomStream,
  type TestArticle,
  TestWindow,
} from '../support/linking-window.ts'

const WINDOW = 1_000

/** Runs a stream through a window of bounded size, with a change of table on the way; at some places it starts anew from what is stored. */
function run(stream: readonly TestArticle[], restartsAt: ReadonlySet<number>): string[] {
  const stored = new Map<number, { cluster: number; event: number }>()
  const decisions: string[] = []
  let rarity = earlyRarity
  let window = new TestWindow(stream, rarity)
  for (const slot of stream.keys()) {
    if (slot === 1_500) {
      rarity = lateRarity
      window.reweigh(rarity)
    }
    if (restartsAt.has(slot)) {
      const inWindow = window.order
      window = new TestWindow(stream, rarity)
      for (const known of inWindow) window.restore(known, stored.get(known)!.cluster, stored.get(known)!.event)
    }
    const { found, assignment } = window.admit(slot)
    decisions.push(JSON.stringify([found.slice(0, 10), assignment]))
    stored.set(slot, assignment)
    if (assignment.absorbed !== null)
      for (const [known, row] of stored)
        if (row.cluster === assignment.absorbed.cluster)
          stored.set(known, { cluster: assignment.cluster, event: row.event + assignment.absorbed.raisedBy })
    if (slot % 97 === 0) window.remove(window.order[window.order.length >> 1]!)
    if (window.order.length > WINDOW) window.remove(window.order[0]!)
  }
  return decisions
}

describe('StoryIndex', () => {
  const stream = randomStream(3_000)

  it('decides the same after restarts at random places as without one', () => {
    const random = randomNumbers(7)
    const restarts = new Set(Array.from({ length: 6 }, () => Math.floor(random() * stream.length)))
    expect(run(stream, restarts)).toEqual(run(stream, new Set()))
  })

  it('puts articles of one topic into one story and those of different topics into different ones', () => {
    const window = new TestWindow(stream)
    const some = stream.slice(0, 800).map((_, slot) => slot)
    for (const slot of some) window.admit(slot)
    let [together, right] = [0, 0]
    for (const slot of some)
      for (const other of window.stories.members(window.stories.clusterOf(slot)!)) {
        if (other >= slot) continue
        together++
        if (stream[other]!.topic === stream[slot]!.topic) right++
      }
    expect(together).toBeGreaterThan(800)
    expect(right / together).toBeGreaterThan(0.95)
  })

  it('names a story after its first article, and keeps the name when that leaves', () => {
    const window = new TestWindow([stream[0]!, stream[0]!, stream[0]!])
    expect(window.admit(0).assignment).toMatchObject({ cluster: 1, isNew: true, event: 1, because: null })
    expect(window.admit(1).assignment).toMatchObject({ cluster: 1, isNew: false, because: 0 })
    window.remove(0)
    expect(window.admit(2).assignment).toMatchObject({ cluster: 1, isNew: false, because: 1 })
    expect(window.stories.members(1)).toEqual([1, 2])
  })

  it('gives a copy the story and event of its original, whatever else it is like', () => {
    const window = new TestWindow([stream[0]!, stream[500]!, stream[500]!])
    window.admit(0)
    window.admit(1)
    expect(window.admit(2, 0).assignment).toMatchObject({ cluster: 1, event: 1, because: 0 })
  })

  it('begins a new story where nobody wrote about the old one for three days', () => {
    const later = { ...stream[0]!, publishedAt: stream[0]!.publishedAt + 73 * 3_600_000 }
    const window = new TestWindow([stream[0]!, later])
    window.admit(0)
    expect(window.admit(1).assignment).toMatchObject({ cluster: 2, isNew: true })
  })

  it('puts no article into the story of an issue of its template', () => {
    const window = new TestWindow([stream[0]!, stream[0]!], earlyRarity, () => true)
    window.admit(0)
    expect(window.admit(1).assignment.isNew).toBe(true)
  })

  it('numbers the events of a story that goes on for days', () => {
    const dayLater = { ...stream[0]!, publishedAt: stream[0]!.publishedAt + 30 * 3_600_000 }
    const window = new TestWindow([stream[0]!, stream[0]!, dayLater])
    expect([0, 1, 2].map((slot) => window.admit(slot).assignment.event)).toEqual([1, 1, 2])
  })

  it('makes two stories one when an article belongs to both, under the name of the older', () => {
    const half = (from: number, to: number): TestArticle => ({
      ...stream[0]!,
      analysis: analysisOfTerms(terms.slice(from, to)),
    })
    const terms = Array.from({ length: 30 }, (_, at) => ({ lexeme: `ت${at}`, title: 1, lead: 1, all: 1 }))
    const window = new TestWindow([half(0, 20), half(8, 30), half(0, 30)], earlyRarity)
    window.articles.set(0, window.stream[0]!.analysis)
    window.similar.add(0, window.stream[0]!)
    window.stories.restore({ slot: 0, order: 1, publishedAt: 0 }, 1, 1)
    window.restore(1, 2, 1)
    expect(window.admit(2).assignment).toMatchObject({ cluster: 1, absorbed: { cluster: 2, raisedBy: 1 } })
    expect(window.stories.members(1)).toEqual([0, 1, 2])
    expect(window.stories.members(2)).toEqual([])
  })
})
