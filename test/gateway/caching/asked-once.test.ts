import { describe, expect, it } from 'vitest'
import { AskedOnce } from '../../../src/gateway/caching/asked-once.ts'

describe('questions that were asked', () => {
  it('are known again, and hardly ever others for them', () => {
    const asked = new AskedOnce()
    const questions = Array.from({ length: 10_000 }, (_, number) => `query { articles(first: 20) } ${number}`)
    for (const question of questions) asked.note(question)
    const known = questions.filter((question) => asked.has(question)).length
    // Some have lost their places to later ones.
    expect(known).toBeGreaterThan(8_500)
    expect(questions.filter((question) => asked.has(`${question} else`))).toEqual([])
  })
})
