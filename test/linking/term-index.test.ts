import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type IndexedArticle, TermIndex } from '../../src/linking/term-index.ts'

const NOON = Date.UTC(2026, 2, 1, 12)
const article = (ref: string, terms: string, given: Partial<IndexedArticle<string>> = {}): IndexedArticle<string> => ({
  ref,
  title: `عنوان ${ref}`,
  titleKey: ref,
  publishedAt: new Date(NOON),
  terms: terms.split(' ').filter(Boolean),
  ...given,
})
const refs = (index: TermIndex<string>, of: IndexedArticle<string>, limit = 10): string[] =>
  index.similarTo(of, limit).map(({ article }) => article.ref)

describe('TermIndex', () => {
  it('finds what shares rare terms, the nearest first, and says which', () => {
    const index = new TermIndex<string>()
    index.add(article('half', 'غزه هدنه قاهره نفط اسعار'))
    index.add(article('most', 'غزه هدنه قاهره وساطه نفط'))
    index.add(article('none', 'زلزال جزيره كريت يونان'))
    const found = index.similarTo(article('q', 'غزه هدنه قاهره وساطه مفاوضات'), 10)
    expect(found.map(({ article }) => article.ref)).toEqual(['most', 'half'])
    expect(found[0]!.reasons).toContain('وساطه')
    for (const { score } of found) expect(score > 0 && score <= 1).toBe(true)
  })

  it('gives no more than asked for', () => {
    const index = new TermIndex<string>()
    for (let number = 0; number < 9; number++) index.add(article(`a${number}`, 'غزه هدنه قاهره'))
    expect(refs(index, article('q', 'غزه هدنه قاهره'), 4)).toHaveLength(4)
  })

  it('finds nothing below three shared terms', () => {
    const index = new TermIndex<string>()
    index.add(article('a', 'غزه هدنه'))
    expect(refs(index, article('q', 'غزه هدنه'))).toEqual([])
  })

  it('finds nothing that shares a small part of many terms', () => {
    const index = new TermIndex<string>()
    const many = (prefix: string) => Array.from({ length: 37 }, (_, number) => `${prefix}${number}`).join(' ')
    index.add(article('a', `غزه هدنه قاهره ${many('ا')}`))
    expect(refs(index, article('q', `غزه هدنه قاهره ${many('ب')}`))).toEqual([])
  })

  it('leaves out the article itself and other prints of its title', () => {
    const index = new TermIndex<string>()
    index.add(article('q', 'غزه هدنه قاهره'))
    index.add(article('print', 'غزه هدنه قاهره', { titleKey: 'q' }))
    expect(refs(index, article('q', 'غزه هدنه قاهره'))).toEqual([])
  })

  it('prefers what was published about the same time', () => {
    const index = new TermIndex<string>()
    index.add(article('old', 'غزه هدنه قاهره', { publishedAt: new Date(NOON - 20 * 86_400_000) }))
    index.add(article('new', 'غزه هدنه قاهره'))
    const [first, second] = index.similarTo(article('q', 'غزه هدنه قاهره'), 10)
    expect([first!.article.ref, second!.article.ref]).toEqual(['new', 'old'])
    expect(second!.score).toBeGreaterThan(first!.score / 2)
  })

  it('passes over terms that a tenth of the articles have, once there are a hundred', () => {
    const index = new TermIndex<string>()
    for (let number = 0; number < 120; number++) index.add(article(`a${number}`, `غزه هدنه قاهره خاص${number}`))
    expect(refs(index, article('q', 'غزه هدنه قاهره'))).toEqual([])
  })

  it('knows an article that is added again by its new terms only', () => {
    const index = new TermIndex<string>()
    index.add(article('a', 'غزه هدنه قاهره'))
    index.add(article('a', 'زلزال جزيره كريت'))
    expect(index.size).toBe(1)
    expect(refs(index, article('q', 'غزه هدنه قاهره'))).toEqual([])
    expect(refs(index, article('q', 'زلزال جزيره كريت'))).toEqual(['a'])
  })

  it('does not find what was removed', () => {
    const index = new TermIndex<string>()
    index.add(article('a', 'غزه هدنه قاهره'))
    index.remove('a')
    index.remove('never added')
    expect(index.size).toBe(0)
    expect(refs(index, article('q', 'غزه هدنه قاهره'))).toEqual([])
  })

  it('holds twenty thousand articles; beyond that the first leaves', () => {
    const index = new TermIndex<string>()
    index.add(article('first', 'غزه هدنه قاهره'))
    for (let number = 1; number < 20_000; number++) index.add(article(`a${number}`, `خاص${number}`))
    expect([index.size, refs(index, article('q', 'غزه هدنه قاهره'))]).toEqual([20_000, ['first']])
    index.add(article('last', 'زلزال جزيره كريت'))
    expect(index.size).toBe(20_000)
    expect(refs(index, article('q', 'غزه هدنه قاهره'))).toEqual([])
    expect(refs(index, article('q', 'زلزال جزيره كريت'))).toEqual(['last'])
  })

  it('finds the same after any additions and removals as an index of what is left', () => {
    const term = fc.constantFrom('ا', 'ب', 'ت', 'ث', 'ج', 'ح', 'خ')
    const terms = fc.uniqueArray(term, { minLength: 1, maxLength: 6 }).map((list) => list.join(' '))
    const step = fc.record({ ref: fc.nat(9).map(String), terms, remove: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), terms, (steps, asked) => {
        const index = new TermIndex<string>()
        const left = new Map<string, string>()
        for (const { ref, terms, remove } of steps) {
          left.delete(ref)
          if (remove) index.remove(ref)
          else {
            index.add(article(ref, terms))
            left.set(ref, terms)
          }
        }
        const fresh = new TermIndex<string>()
        for (const [ref, terms] of left) fresh.add(article(ref, terms))
        expect(index.size).toBe(left.size)
        // A posting that stayed behind would make its term commoner, and so change the order of the reasons.
        const reasons = (of: TermIndex<string>) =>
          new Map(of.similarTo(article('q', asked), 20).map(({ article, reasons }) => [article.ref, reasons]))
        const found = reasons(index)
        for (const [ref, said] of reasons(fresh)) if (found.has(ref)) expect(found.get(ref)).toEqual(said)
        for (const ref of found.keys()) expect(left.has(ref)).toBe(true)
      }),
    )
  })

  it('keeps nothing of what was removed: it answers as one that never held it', () => {
    const used = new TermIndex<string>()
    for (let number = 0; number < 50; number++) used.add(article(`a${number}`, `غزه هدنه قاهره خاص${number % 9}`))
    for (let number = 0; number < 50; number += 2) used.add(article(`a${number}`, `كريت زلزال غزه خاص${number}`))
    for (let number = 0; number < 50; number++) used.remove(`a${number}`)
    const fresh = new TermIndex<string>()
    for (const index of [used, fresh]) {
      index.add(article('one', 'غزه هدنه قاهره نفط'))
      index.add(article('two', 'غزه هدنه قاهره كريت زلزال'))
    }
    const asked = article('q', 'غزه هدنه قاهره كريت زلزال نفط')
    expect(used.similarTo(asked, 10)).toEqual(fresh.similarTo(asked, 10))
    expect(used.similarTo(asked, 10)).toHaveLength(2)
  })
})
