import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeliveredArticle } from '../../../src/entities/delivered-article.ts'
import { renderBody } from '../../../src/entities/render-body.ts'
import { clean } from '../../../src/ingestion/clean.ts'
import { sanitize } from '../../../src/ingestion/extract/sanitize.ts'
import { HOSTILE_HTML, mutatedHtml } from './hostile-html.ts'
import { randomHtml } from './random-html.ts'
import { survivors } from './survivors.ts'

const numRuns = process.env.PROVE === 'full' ? 100_000 : 10_000
const URL_OF_PAGE = 'https://news.example/politics/1'

function safe(html: string): string {
  const result = sanitize(html, { baseUrl: URL_OF_PAGE })
  if (!result.ok) throw new Error(result.reason)
  return result.html
}

function articleOf(html: string): DeliveredArticle {
  const hostile = {
    url: URL_OF_PAGE,
    title: `خبر ${html.slice(0, 300)}`,
    excerpt: html,
    html,
    authors: [html],
    tags: [html],
    image: html,
  }
  const cleaned = clean(hostile, { now: new Date(0) })
  if (!cleaned.ok) throw new Error(cleaned.reason)
  return cleaned.article
}

function expectSafe(html: string): void {
  const once = safe(html)
  expect(survivors(once)).toEqual([])
  expect(safe(once)).toBe(once)
}

/** A reader of Markdown that takes every address and all HTML, as a careless client would. */
const careless = createRequire(import.meta.url)('markdown-it')({ html: true }) as {
  render(markdown: string): string
  validateLink: (address: string) => boolean
}
careless.validateLink = () => true

function expectSafeMarkdown(markdown: string): void {
  expect(survivors(careless.render(markdown))).toEqual([])
}

describe('hostile HTML', { timeout: 600_000 }, () => {
  it('is tried in more than 2,000 distinct ways', () => {
    expect(new Set(HOSTILE_HTML).size).toBe(HOSTILE_HTML.length)
    expect(HOSTILE_HTML.length).toBeGreaterThan(5_000)
    // The check itself sees what it is to see.
    const sample = HOSTILE_HTML.filter((_, at) => at % 10 === 0)
    expect(sample.filter((html) => survivors(html).length > 0).length).toBeGreaterThan(sample.length * 0.8)
  })

  it('leaves nothing that runs, and nothing that changes when it is sanitised again', () => {
    for (const html of HOSTILE_HTML) expectSafe(html)
  })

  it('leaves nothing that runs in the blocks of an article, as HTML or as Markdown', () => {
    for (const html of HOSTILE_HTML) {
      const { blocks, image } = articleOf(html)
      expect(survivors(renderBody(blocks ?? [], 'HTML'))).toEqual([])
      for (const block of blocks ?? []) expect(survivors(block.html)).toEqual([])
      for (const url of [image?.url, ...(blocks ?? []).map((block) => block.url)])
        expect(url ?? 'https://').toMatch(/^https?:\/\//)
      expectSafeMarkdown(renderBody(blocks ?? [], 'MARKDOWN'))
    }
  })

  it('is safe however it is mangled, and sanitising twice changes nothing', () => {
    fc.assert(fc.property(fc.oneof(mutatedHtml, randomHtml), expectSafe), { numRuns })
  })

  it('is safe as Markdown however it is mangled', () => {
    fc.assert(
      fc.property(fc.oneof(mutatedHtml, randomHtml), (html) => {
        expectSafeMarkdown(renderBody(articleOf(html).blocks ?? [], 'MARKDOWN'))
      }),
      { numRuns: numRuns / 5 },
    )
  })
})
