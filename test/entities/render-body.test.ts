import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from '../../src/entities/delivered-article.ts'
import { cutAtWord, excerptOf, renderBody } from '../../src/entities/render-body.ts'
import { blocksOf, blocksOfText } from '../../src/ingestion/extract/blocks.ts'
import { randomHtml } from '../ingestion/extract/random-html.ts'

const options = { baseUrl: 'https://news.example/1', language: 'ar' }
const BODY = `
  <p>فقرة <b>أولى</b> و<a href="/2?a=(1)">رابط [هنا]</a>.</p>
  <h3>عنوان * فرعي</h3>
  <ul><li>بند<br>تتمة</li><li>1. آخر</li></ul><ol><li>أ</li><li>ب</li></ol>
  <figure><img src="/i.jpg" alt="بديل"><figcaption>شرح الصورة</figcaption></figure><img src="/j.jpg" alt="بديل آخر">
  <blockquote class="twitter-tweet"><p lang="en" dir="ltr">The words of the man</p>— A B (@a_b) May 1, 2024</blockquote>`

describe('renderBody', () => {
  it('writes text with captions and embeds, and no images', () => {
    expect(renderBody(blocksOf(BODY, options), 'TEXT').split('\n\n')).toEqual([
      'فقرة أولى ورابط [هنا].',
      'عنوان * فرعي',
      'بند\nتتمة\n1. آخر',
      'أ\nب',
      'شرح الصورة',
      'The words of the man\n— A B (@a_b) May 1, 2024',
    ])
  })

  it('writes Markdown with its special signs escaped', () => {
    expect(renderBody(blocksOf(BODY, options), 'MARKDOWN').split('\n\n')).toEqual([
      'فقرة **أولى** و[رابط \\[هنا\\]](https://news.example/2?a=%281%29).',
      '### عنوان \\* فرعي',
      '- بند  \n  تتمة\n- 1\\. آخر',
      '1. أ\n2. ب',
      '![شرح الصورة](https://news.example/i.jpg)',
      '![بديل آخر](https://news.example/j.jpg)',
      '> The words of the man\n>\n> — A B (@a\\_b) May 1, 2024',
    ])
  })

  it('writes HTML block by block', () => {
    const blocks = blocksOf('<p>أ</p><h2>ب</h2>', options)
    expect(renderBody(blocks, 'HTML')).toBe('<p>أ</p>\n<h2>ب</h2>')
  })

  it.each(['TEXT', 'HTML', 'MARKDOWN'] as const)('writes an empty body as an empty string (%s)', (format) => {
    expect(renderBody([], format)).toBe('')
  })

  it.each([
    ['# عنوان', '\\# عنوان'],
    ['#غزة اليوم', '#غزة اليوم'],
    ['- بند', '\\- بند'],
    ['12) بند', '12\\) بند'],
    ['---', '\\---'],
    ['> قول', '\\> قول'],
    ['a&lt; & b', 'a\\&lt; & b'],
    ['<b>', '\\<b\\>'],
  ])('keeps the text «%s» text in Markdown', (text, expected) => {
    expect(renderBody(blocksOfText(text, options), 'MARKDOWN')).toBe(expected)
  })

  it('keeps white space outside of the signs of emphasis', () => {
    const blocks = blocksOf('<p>قال<b> الرئيس </b>إن<a href="/2"> الوفد<br></a>!<a href="/3">وصل</a></p>', options)
    expect(renderBody(blocks, 'MARKDOWN')).toBe(
      'قال **الرئيس** إن [الوفد](https://news.example/2)  \n\\![وصل](https://news.example/3)',
    )
  })

  it('never throws, whatever the body', () => {
    fc.assert(
      fc.property(randomHtml, (html) => {
        const blocks = blocksOf(html, options)
        for (const format of ['TEXT', 'HTML', 'MARKDOWN'] as const) renderBody(blocks, format)
        excerptOf(blocks)
      }),
      { numRuns: 500 },
    )
    const broken = { kind: 'HEADING', text: '', html: '<p><b', url: null, attribution: null } as Block
    expect(() => renderBody([broken], 'MARKDOWN')).not.toThrow()
  })

  it('writes text that reads back as the same paragraphs', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('أ', 'b', ' ', '\n', '\u200f', '<', '&'), maxLength: 40 }),
        (text) => {
          const blocks = blocksOfText(text, options)
          expect(blocksOfText(renderBody(blocks, 'TEXT'), options)).toEqual(blocks)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

describe('excerptOf', () => {
  const excerpt = (...paragraphs: string[]) => excerptOf(blocksOfText(paragraphs.join('\n\n'), options))

  it('takes whole sentences while they fit', () => {
    expect(excerpt('جملة أولى. جملة ثانية؟', 'ثالثة!')).toBe('جملة أولى. جملة ثانية؟ ثالثة!')
    const first = `${'كلمة '.repeat(30).trim()}.`
    expect(excerpt(`${first} ${'كلمة '.repeat(40)}`)).toBe(first)
  })

  it('does not take a point inside a number or address for an end', () => {
    const first = `بلغ 3.5 في news.example ${'كلمة '.repeat(20).trim()}.`
    expect(excerpt(`${first} ${'كلمة '.repeat(70)}`)).toBe(first)
  })

  it('cuts into the second sentence where the first says too little', () => {
    expect(excerpt(`خاص. ${'كلمة '.repeat(100)}`)).toMatch(/^خاص\. (كلمة )+كلمة…$/)
  })

  it('cuts a first sentence that is too long at a word', () => {
    const cut = excerpt('كلمة '.repeat(100))!
    expect(cut.length).toBeLessThanOrEqual(300)
    expect(cut).toMatch(/^(كلمة )+كلمة…$/)
  })

  it('takes the words of paragraphs only', () => {
    expect(excerptOf(blocksOf(`<h2>عنوان</h2><blockquote>قول</blockquote><p>نص.</p>`, options))).toBe('نص.')
    expect(excerptOf(blocksOf('<h2>عنوان</h2>', options))).toBeNull()
  })
})

describe('cutAtWord', () => {
  it.each([
    ['أب جد', 10, 'أب جد'],
    ['أب جد', 5, 'أب جد'],
    ['أب جد', 4, 'أب'],
    ['أب جد', 2, 'أب'],
    ['أبجد', 2, 'أب'],
    ['a😀b', 2, 'a'],
  ])('cuts «%s» to %i characters', (text, length, expected) => {
    expect(cutAtWord(text, length)).toBe(expected)
  })
})
