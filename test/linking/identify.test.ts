import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Identity, identify, type KnownArticle } from '../../src/linking/identify.ts'

const NOON = new Date('2026-03-01T12:00:00Z')
const days = (number: number): Date => new Date(NOON.getTime() + number * 86_400_000)

const item = (given: Partial<Identity> = {}): Identity => ({
  sourceId: '1',
  addressKey: null,
  guidKey: null,
  channel: 'feed',
  titleKey: 'title',
  publishedAt: NOON,
  publishedAtPrecision: 'TIME',
  ...given,
})

interface Known extends KnownArticle {
  name: string
}
/** An article known by its address and by the GUID that a channel gave. */
function known(name: string, given: Partial<Known & Identity> = {}): Known {
  const { guidKey, channel, ...identity } = item(given)
  const keys = new Map<string, string>()
  if (identity.addressKey !== null) keys.set(identity.addressKey, '')
  if (guidKey !== null) keys.set(guidKey, channel)
  return { ...identity, name, keys, order: given.order ?? 1, isPublished: given.isPublished ?? true }
}

/** Identifies against everything that is in, as the desk looks it up. */
function among(subject: Identity, articles: readonly Known[]): { same: string | null; duplicate: string | null } {
  const byKey = (key: string | null) => articles.find(({ keys }) => key !== null && keys.has(key)) ?? null
  const { same, duplicate } = identify(subject, {
    byAddress: byKey(subject.addressKey),
    byGuid: byKey(subject.guidKey),
    byTitle: articles.filter(({ titleKey }) => titleKey === subject.titleKey),
  })
  return { same: same?.name ?? null, duplicate: duplicate?.name ?? null }
}

describe('identify', () => {
  const at = (address: string) => ({ addressKey: address })
  const cases: [what: string, item: Identity, articles: Known[], same: string | null, duplicate?: string][] = [
    ['an item that nothing is like is new', item(), [known('a', { titleKey: 'another' })], null],
    [
      'the article at its address is the one, whatever else it says',
      item({ ...at('u1'), titleKey: 'changed', sourceId: '2', publishedAt: days(90) }),
      [known('a', at('u1'))],
      'a',
    ],
    ['another address is another article', item(at('u2')), [known('a', at('u1'))], null],
    [
      'an address comes before a GUID: that of another address stays apart',
      item({ ...at('u1'), guidKey: 'g2', titleKey: 'new' }),
      [known('a', at('u1')), known('b', { ...at('u2'), guidKey: 'g2', order: 2, titleKey: 'b' })],
      'a',
    ],
    [
      'a GUID is enough where there is no address',
      item({ guidKey: 'g', titleKey: 'changed' }),
      [known('a', { guidKey: 'g' })],
      'a',
    ],
    [
      'a GUID reused for another address and title is another article',
      item({ ...at('u2'), guidKey: 'g', titleKey: 'changed' }),
      [known('a', { ...at('u1'), guidKey: 'g' })],
      null,
    ],
    [
      'a GUID with another address and the same title is an article that moved',
      item({ ...at('u2'), guidKey: 'g' }),
      [known('a', { ...at('u1'), guidKey: 'g' })],
      'a',
    ],
    [
      'a GUID tells an address that was not known',
      item({ ...at('u1'), guidKey: 'g', titleKey: 'changed' }),
      [known('a', { guidKey: 'g' })],
      'a',
    ],
    ['the title of the same source on the same day is enough', item({ publishedAt: days(0.4) }), [known('a')], 'a'],
    ['the title of another source is not', item(), [known('a', { sourceId: '2' })], null],
    ['the title on another day is not', item({ publishedAt: days(1) }), [known('a')], null],
    [
      'a day without a time is compared as a day',
      item({ publishedAt: new Date('2026-03-01T00:00:00Z'), publishedAtPrecision: 'DAY' }),
      [known('a', { publishedAt: new Date('2026-03-01T23:59:00Z') })],
      'a',
    ],
    [
      'a day without a time does not reach the day before',
      item({ publishedAt: new Date('2026-03-01T00:00:00Z'), publishedAtPrecision: 'DAY' }),
      [known('a', { publishedAt: new Date('2026-02-28T23:59:00Z') })],
      null,
    ],
    [
      'where the item has no date, the title is enough within 30 days',
      item({ publishedAtPrecision: 'OBSERVED', publishedAt: days(30) }),
      [known('a')],
      'a',
    ],
    [
      'where the known one has no date, the title is enough within 30 days',
      item({ publishedAt: days(-30) }),
      [known('a', { publishedAtPrecision: 'OBSERVED' })],
      'a',
    ],
    [
      'without a date the title is not enough beyond 30 days',
      item({ publishedAtPrecision: 'OBSERVED', publishedAt: days(30.01) }),
      [known('a')],
      null,
    ],
    ['an address learnt later belongs to the article known by its title', item(at('u1')), [known('a')], 'a'],
    ['an item without an address is the article known with one, by its title', item(), [known('a', at('u1'))], 'a'],
    ['a title does not overrule another GUID', item({ guidKey: 'g2' }), [known('a', { guidKey: 'g1' })], null],
    [
      'a GUID of another channel says nothing against the title',
      item({ guidKey: 'g2' }),
      [known('a', { guidKey: 'g1', channel: 'feed:2' })],
      'a',
    ],
    [
      'of several of one title the nearest in time is meant',
      item({ publishedAtPrecision: 'OBSERVED' }),
      [known('far', { publishedAt: days(-9) }), known('near', { publishedAt: days(2), order: 2 })],
      'near',
    ],
    [
      'of several as near the earlier admitted is meant',
      item(),
      [known('later', { order: 8 }), known('earlier', { order: 3 })],
      'earlier',
    ],
    [
      'two that are in are one where the item tells the address of the other: the older stays',
      item(at('u1')),
      [known('addressed', { ...at('u1'), order: 5, titleKey: 'former' }), known('titled', { order: 2 })],
      'titled',
      'addressed',
    ],
    [
      'the older stays, be it the addressed one',
      item(at('u1')),
      [known('addressed', { ...at('u1'), order: 2, titleKey: 'former' }), known('titled', { order: 5 })],
      'addressed',
      'titled',
    ],
    [
      'two that are in are one where the item tells the address of the one known by GUID',
      item({ ...at('u1'), guidKey: 'g', titleKey: 'new' }),
      [
        known('addressed', { ...at('u1'), order: 2, titleKey: 'b' }),
        known('guided', { guidKey: 'g', order: 5, titleKey: 'c' }),
      ],
      'addressed',
      'guided',
    ],
    [
      'two with addresses of their own stay two',
      item({ ...at('u1'), guidKey: 'g' }),
      [known('one', { ...at('u1'), order: 2 }), known('other', { ...at('u2'), guidKey: 'g', order: 1 })],
      'one',
    ],
    [
      'an item without an address makes no two articles one',
      item({ guidKey: 'g' }),
      [known('guided', { guidKey: 'g', order: 2, titleKey: 'former' }), known('titled', { order: 1 })],
      'guided',
    ],
    [
      'nothing is merged into a withdrawn article',
      item(at('u1')),
      [
        known('addressed', { ...at('u1'), order: 5, titleKey: 'former' }),
        known('withdrawn', { order: 2, isPublished: false }),
      ],
      'addressed',
    ],
    [
      'a withdrawn article is merged into nothing',
      item(at('u1')),
      [known('withdrawn', { ...at('u1'), order: 5, isPublished: false }), known('titled', { order: 2 })],
      'withdrawn',
    ],
    [
      'a withdrawn article is still the one meant',
      item(at('u1')),
      [known('a', { ...at('u1'), isPublished: false })],
      'a',
    ],
  ]
  it.each(cases)('%s', (_, subject, articles, same, duplicate) => {
    expect(among(subject, articles)).toEqual({ same, duplicate: duplicate ?? null })
  })

  const key = fc.constantFrom(null, 'k1', 'k2', 'k3')
  const identity = fc.record({
    sourceId: fc.constantFrom('1', '2'),
    addressKey: key.map((name) => name && `address ${name}`),
    guidKey: key.map((name) => name && `guid ${name}`),
    channel: fc.constant('feed'),
    titleKey: fc.constantFrom('t1', 't2'),
    publishedAt: fc.constantFrom(days(0), days(0.3), days(2), days(40)),
    publishedAtPrecision: fc.constantFrom('TIME' as const, 'DAY' as const, 'OBSERVED' as const),
  })
  const articles = fc.array(identity, { minLength: 1, maxLength: 5 }).map((identities) => {
    const taken = new Set<string>()
    return identities.map((given, index) => {
      const own = [given.addressKey, given.guidKey].filter((key) => key !== null && !taken.has(key)) as string[]
      for (const key of own) taken.add(key)
      const addressKey = own.includes(given.addressKey ?? '') ? given.addressKey : null
      const guidKey = own.includes(given.guidKey ?? '') ? given.guidKey : null
      return known(`a${index}`, { ...given, addressKey, guidKey, order: index })
    })
  })

  it('decides alike in whatever order the candidates are found', () => {
    fc.assert(
      fc.property(identity, articles, (subject, known) => {
        expect(among(subject, [...known].reverse())).toEqual(among(subject, known))
      }),
      { numRuns: 1_000 },
    )
  })

  it('knows an article by its own words', () => {
    fc.assert(
      fc.property(identity, (own) => {
        expect(among(own, [known('a', own)])).toEqual({ same: 'a', duplicate: null })
      }),
    )
  })

  it('sees two items as one whichever of them came first', () => {
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        expect(among(one, [known('a', other)]).same === null).toBe(among(other, [known('a', one)]).same === null)
      }),
      { numRuns: 2_000 },
    )
  })

  it('never merges a younger over an older, two that both have an address, or without an address told', () => {
    fc.assert(
      fc.property(identity, articles, (subject, known) => {
        const { same, duplicate } = among(subject, known)
        if (duplicate === null) return
        const [kept, gone] = [same, duplicate].map((name) => known.find((article) => article.name === name)!)
        expect(kept!.order).toBeLessThan(gone!.order)
        expect([kept!.addressKey, gone!.addressKey]).toContain(null)
        expect(subject.addressKey).not.toBe(null)
      }),
      { numRuns: 2_000 },
    )
  })
})
