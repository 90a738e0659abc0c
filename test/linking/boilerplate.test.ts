import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordHash } from '../../src/arabic/word-hash.ts'
import { BoilerplateLines, lineHash as hashOfLine, learntLines } from '../../src/linking/boilerplate.ts'

const at = (day: number): Date => new Date(Date.UTC(2026, 2, 1) + day * 86_400_000)
const lineHash = (sourceId: string, words: readonly string[]) => hashOfLine(sourceId, words.map(wordHash))
const notice = lineHash('1', ['حمل', 'تطبيقنا', 'على', 'هاتفك'])

describe('BoilerplateLines', () => {
  it('knows a line from its third article within a week on', () => {
    const lines = new BoilerplateLines()
    const said = [0, 1, 2, 3].map((day) => {
      const is = lines.has(notice, at(day))
      lines.learn([notice], at(day))
      return is
    })
    expect(said).toEqual([false, false, true, true])
  })

  it('forgets what was not printed for a week', () => {
    const lines = new BoilerplateLines()
    lines.learn([notice], at(0))
    lines.learn([notice], at(1))
    expect(lines.has(notice, at(7))).toBe(true)
    expect(lines.has(notice, at(8))).toBe(false)
    expect(lines.has(notice, at(-8))).toBe(false)
  })

  it('keeps the lines of sources apart, and lines of other words or order', () => {
    const words = ['حمل', 'تطبيقنا']
    const hashes = [
      lineHash('1', words),
      lineHash('2', words),
      lineHash('1', [...words].reverse()),
      lineHash('1', [...words, 'الان']),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('says what a model of plain lists says, as long as there is room', () => {
    const step = fc.record({ line: fc.nat(5), day: fc.nat(20) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const lines = new BoilerplateLines()
        const model = new Map<number, number[]>()
        for (const { line, day } of steps) {
          const hash = lineHash('1', [`س${line}`])
          const before = (model.get(line) ?? []).at(-2)
          expect(lines.has(hash, at(day))).toBe(before !== undefined && Math.abs(day - before) <= 7)
          lines.learn([hash], at(day))
          model.set(line, [...(model.get(line) ?? []), day])
        }
      }),
      { numRuns: 20 },
    )
  })

  it('rebuilt from the learnt lines of a week says the same, though sets ran over', () => {
    // All of these fall into one set of the table.
    const learnt = Array.from({ length: 200 }, (_, step) => ({ line: ((step * 7) % 19) * 65_536 + 5, day: step / 10 }))
    const [lived, rebuilt] = [new BoilerplateLines(), new BoilerplateLines()]
    for (const { line, day } of learnt) lived.learn([line], at(day))
    for (const { line, day } of learnt.filter(({ day }) => day > 19.9 - 7)) rebuilt.learn([line], at(day))
    for (const { line } of learnt) expect(rebuilt.has(line, at(19.9))).toBe(lived.has(line, at(19.9)))
  })
})

describe('learntLines', () => {
  it('takes both ends of a long text, each line once', () => {
    const lines = Array.from({ length: 200 }, (_, line) => line)
    const learnt = learntLines(lines)
    expect(learnt).toHaveLength(64)
    expect([learnt[0], learnt.at(-1)]).toEqual([0, 199])
    expect(learntLines([7, 7, 8])).toEqual([7, 8])
  })
})
