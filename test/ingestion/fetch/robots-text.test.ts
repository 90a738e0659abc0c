import fc from 'fast-check'
import robotsParserModule from 'robots-parser'
import { describe, expect, it } from 'vitest'
import { isAllowed, readRobots } from '../../../src/ingestion/fetch/robots-text.ts'

// Its types do not say that it is CommonJS.
const robotsParser = robotsParserModule as unknown as typeof robotsParserModule.default

function allowed(text: string, path: string): boolean {
  return isAllowed(readRobots(text, 'Sila'), new URL(`https://news.example${path}`))
}

describe('the rules of a robots.txt', () => {
  it.each<[what: string, text: string, path: string, expected: boolean]>([
    ['an empty file allows', '', '/a', true],
    ['a page of HTML allows', '<html><body>Disallow: nothing</body></html>', '/a', true],
    ['everybody', 'User-agent: *\nDisallow: /private', '/private/a', false],
    ['everybody else', 'User-agent: *\nDisallow: /private', '/public', true],
    ['our group instead of everybody’s', 'User-agent: *\nDisallow: /\n\nUser-agent: sila\nDisallow: /x', '/a', true],
    ['our group in any case and version', 'User-agent: SILA/2.0 (bot)\nDisallow: /', '/a', false],
    ['not the group of a longer name', 'User-agent: silabot\nDisallow: /', '/a', true],
    ['several agents of one group', 'User-agent: other\nUser-agent: Sila\nDisallow: /', '/a', false],
    [
      'two groups of ours together',
      'User-agent: Sila\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: Sila\nDisallow: /b',
      '/b',
      false,
    ],
    ['the longest rule', 'User-agent: *\nDisallow: /a\nAllow: /a/b', '/a/b/c', true],
    ['the longest rule, in any order', 'User-agent: *\nAllow: /a/b\nDisallow: /a', '/a/c', false],
    ['allow before disallow of one length', 'User-agent: *\nDisallow: /a\nAllow: /a', '/a', true],
    ['an empty rule', 'User-agent: *\nDisallow:', '/a', true],
    ['a star', 'User-agent: *\nDisallow: /*/print', '/news/1/print?x=1', false],
    ['an end', 'User-agent: *\nDisallow: /*.pdf$', '/a.pdf', false],
    ['an end that is none', 'User-agent: *\nDisallow: /*.pdf$', '/a.pdf?x', true],
    ['a query', 'User-agent: *\nDisallow: /*?s=', '/?s=x', false],
    ['Arabic in raw letters', 'User-agent: *\nDisallow: /أخبار', '/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1', false],
    ['Arabic in small digits', 'User-agent: *\nDisallow: /%d8%a3', '/أخبار', false],
    ['letters that need no encoding', 'User-agent: *\nDisallow: /%7Euser', '/~user', false],
    ['comments', 'User-agent: * # all\nDisallow: /a # this', '/a', false],
    ['old line ends', 'User-agent: *\rDisallow: /a', '/a', false],
    ['space before colons', '  user-agent : *\n DISALLOW : /a', '/a', false],
    ['a sitemap within a group', 'User-agent: *\nSitemap: https://news.example/s.xml\nDisallow: /a', '/a', false],
    ['rules before any agent', 'Disallow: /a', '/a', true],
    ['the file itself', 'User-agent: *\nDisallow: /', '/robots.txt', true],
  ])('%s', (_, text, path, expected) => {
    expect(allowed(text, path)).toBe(expected)
  })

  it.each([
    ['Crawl-delay: 5', 5],
    ['Crawl-delay: 0.5', 0.5],
    ['Crawl-delay: 99999999', 3_600],
    ['Crawl-delay: soon', null],
    ['Crawl-delay: -1', null],
    ['Crawl-delay:', null],
    ['Disallow: /', null],
  ])('%s', (line, seconds) => {
    expect(readRobots(`User-agent: *\n${line}`, 'Sila').crawlDelaySeconds).toBe(seconds)
  })

  it('say what robots-parser reads in them', () => {
    const part = fc.constantFrom('/', 'a', 'b', 'ab', '*', '$', '.', '?', '/a', '%D8%A3', 'أ')
    const pattern = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => `/${parts.join('')}`)
    const agent = fc.constantFrom('*', 'Sila', 'sila/1.0', 'other')
    const line = fc.oneof(
      { weight: 1, arbitrary: agent.map((name) => `User-agent: ${name}`) },
      {
        weight: 3,
        arbitrary: fc.tuple(fc.constantFrom('Allow', 'Disallow'), pattern).map(([key, value]) => `${key}: ${value}`),
      },
    )
    const path = fc
      .array(fc.constantFrom('a', 'b', '/', '.', '%D8%A3', '?'), { maxLength: 8 })
      .map((parts) => `/${parts.join('')}`)
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), path, (lines, tail) => {
        // Without a rule at its end, robots-parser would not know the last agent at all.
        const text = ['User-agent: *', ...lines, 'Allow: /never'].join('\n')
        const url = `https://news.example${tail}`
        expect(allowed(text, tail)).toBe(
          robotsParser('https://news.example/robots.txt', text).isAllowed(url, 'Sila') ?? true,
        )
      }),
      { numRuns: 5_000 },
    )
  })

  it('of a file made to be slow are read and matched within bounds', () => {
    const worst = ['/*a*a*a*a*a*a*ab', `/${'*a'.repeat(1_000)}b`, `/${'*'.repeat(1_000)}b`, '*b']
    for (const pattern of worst) {
      const text = `User-agent: *\n${`Disallow: ${pattern}\n`.repeat(500_000 / (pattern.length + 11))}`
      const begun = performance.now()
      expect(allowed(text, `/${'a'.repeat(1_900)}`)).toBe(true)
      // The bound is 50 ms on a machine of its own; robots-parser needs 1,400 ms and more.
      expect(performance.now() - begun).toBeLessThan(1_000)
    }
  })
})
