import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf, blocksOfText } from '../../../src/ingestion/extract/blocks.ts'
import { gate } from '../../../src/ingestion/extract/sanitize.ts'
import { randomHtml } from './random-html.ts'

const options = { baseUrl: 'https://news.example/1', language: 'ar' }
const kindsAndTexts = (html: string) => blocksOf(html, options).map(({ kind, text }) => [kind, text])

const TWEET =
  '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Learning more re <a href="https://twitter.com/hashtag/Putin">#Putin</a> ' +
  'plan for the proposed joint defense deal, &amp; bases in the east.</p>&mdash; Jonathan M Winer (@JonathanMaWiner) ' +
  '<a href="https://twitter.com/JonathanMaWiner/status/1708?ref_src=x">October 2, 2023</a></blockquote>' +
  '<script async src="https://platform.twitter.com/widgets.js"></script>'

describe('blocksOf', () => {
  it.each([
    [
      'loose text between blocks',
      'أ<div>ب</div>ج',
      [
        ['PARAGRAPH', 'أ'],
        ['PARAGRAPH', 'ب'],
        ['PARAGRAPH', 'ج'],
      ],
    ],
    [
      'two breaks as the end of a paragraph',
      'أ<br> <br/>ب<br>ج',
      [
        ['PARAGRAPH', 'أ'],
        ['PARAGRAPH', 'ب\nج'],
      ],
    ],
    ['no empty block', '<p> &nbsp;</p><p><br></p><h2></h2><ul><li></li></ul><blockquote></blockquote>', []],
    [
      'headings',
      '<h2>أ</h2><h3>ب</h3>',
      [
        ['HEADING', 'أ'],
        ['HEADING', 'ب'],
      ],
    ],
    ['lists, one item a line', '<ul><li>أ<li>ب<ul><li>ج</ul></ul>', [['LIST', 'أ\nب\nج']]],
    ['a quote of several paragraphs', '<blockquote><p>أ</p><p>ب</p></blockquote>', [['QUOTE', 'أ\nب']]],
    [
      'an image inside a paragraph',
      '<p>أ<img src="/i.jpg" alt="ص">ب</p>',
      [
        ['PARAGRAPH', 'أ'],
        ['IMAGE', 'ص'],
        ['PARAGRAPH', 'ب'],
      ],
    ],
    ['an emoji drawn as an image', '<p>أ<img class="emoji" alt="😀" src="/e.png">ب</p>', [['PARAGRAPH', 'أ😀ب']]],
    [
      'an unclosed paragraph',
      '<p>أ<p>ب<div>ج',
      [
        ['PARAGRAPH', 'أ'],
        ['PARAGRAPH', 'ب'],
        ['PARAGRAPH', 'ج'],
      ],
    ],
    ['words apart at the borders of elements', '<p>أ <b> ب</b> ج</p>', [['PARAGRAPH', 'أ ب ج']]],
  ])('reads %s', (_, html, expected) => {
    expect(kindsAndTexts(html)).toEqual(expected)
  })

  it('reads a tweet in its own language and direction, with who says it and where', () => {
    const [embed, ...rest] = blocksOf(TWEET, options)
    expect(rest).toEqual([])
    expect(embed).toMatchObject({
      kind: 'EMBED',
      text: 'Learning more re #Putin plan for the proposed joint defense deal, & bases in the east.',
      language: 'en',
      direction: 'LTR',
      url: 'https://twitter.com/JonathanMaWiner/status/1708?ref_src=x',
      attribution: 'Jonathan M Winer (@JonathanMaWiner) October 2, 2023',
    })
    expect(embed!.html).toMatch(/^<blockquote class="twitter-tweet" lang="en" dir="ltr"><p>Learning/)
  })

  it('reads a tweet that was kept as text, without links', () => {
    const html = '<blockquote class="twitter-tweet"><p>Short one</p><p>— A B (@ab) May 1, 2024</p></blockquote>'
    const [embed] = blocksOf(html, options)
    expect(embed).toMatchObject({
      text: 'Short one',
      attribution: 'A B (@ab) May 1, 2024',
      url: null,
      direction: 'LTR',
    })
  })

  it('reads an Instagram post with its address', () => {
    const html =
      '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/AbC/?utm_source=ig"><div>نص المنشور</div>' +
      '<p><a href="https://www.instagram.com/p/AbC/">A post shared by Name (@handle)</a></p></blockquote>'
    expect(blocksOf(html, options)).toMatchObject([
      {
        kind: 'EMBED',
        text: 'نص المنشور',
        attribution: 'A post shared by Name (@handle)',
        url: 'https://www.instagram.com/p/AbC/?utm_source=ig',
      },
    ])
  })

  it('takes the line after a dash for who is quoted, but not the lines of a dialogue', () => {
    const quote = (inner: string) => blocksOf(`<blockquote>${inner}</blockquote>`, options)[0]
    expect(quote('<p>قول</p><p>— محمود درويش</p>')).toMatchObject({ text: 'قول', attribution: 'محمود درويش' })
    expect(quote('<p>- من؟</p><p>- أنا</p>')).toMatchObject({ text: '- من؟\n- أنا', attribution: null })
  })

  it('gives an image its caption, else its alternative text', () => {
    const figure = '<figure><a href="/x"><img src="/i.jpg" alt="بديل"></a><figcaption>شرح</figcaption></figure>'
    expect(blocksOf(figure, options)).toMatchObject([
      {
        kind: 'IMAGE',
        text: 'شرح',
        url: 'https://news.example/i.jpg',
        html: '<figure><img src="https://news.example/i.jpg" alt="بديل" /><figcaption>شرح</figcaption></figure>',
      },
    ])
    expect(blocksOf('<img src="/i.jpg" alt="بديل">', options)[0]!.text).toBe('بديل')
    expect(blocksOf('<img src="/i.jpg">', options)[0]).toMatchObject({ text: '', url: 'https://news.example/i.jpg' })
  })

  it('says the language of a paragraph that is not in the language of the article', () => {
    const english = '<p>The president said that the talks will be held in the capital.</p>'
    const [block] = blocksOf(english, options)
    expect(block).toMatchObject({ language: 'en', direction: 'LTR' })
    expect(block!.html).toMatch(/^<p lang="en" dir="ltr">/)
    expect(blocksOf(english, { ...options, language: 'en-GB' })[0]).toMatchObject({ language: 'en-GB' })
    expect(blocksOf(english, { ...options, language: 'en-GB' })[0]!.html).toMatch(/^<p>/)
  })

  it.each([
    ['عاجل', 'fa', 'fa', 'RTL'],
    ['2023', 'en', 'en', 'LTR'],
    ['2023', 'ar', 'ar', 'RTL'],
    ['Reuters', 'ar', 'und', 'LTR'],
    ['عاجل', 'en', 'ar', 'RTL'],
  ])(
    'takes the language of the article for «%s» only where it is written that way (%s)',
    (text, language, told, direction) => {
      expect(blocksOfText(text, { language })[0]).toMatchObject({ language: told, direction })
    },
  )

  it('cleans the text of its HTML as it cleans its text', () => {
    const [block] = blocksOf('<p>\u202bكتب\u200f e\u0301 &#x200e;<b>ا\u0653</b>\u00a0\u00a0x</p>', options)
    expect(block!.text).toBe('كتب\u200f é \u200eآ x')
    expect(block!.html).toBe('<p>كتب\u200f é \u200e<strong>آ</strong> x</p>')
  })

  it('never throws; every block has text or an address and HTML that is safe and its own fixed point', () => {
    fc.assert(
      fc.property(randomHtml, (html) => {
        for (const block of blocksOf(html, options)) {
          expect(block.text !== '' || block.url !== null).toBe(true)
          expect(block.html).not.toBe('')
          expect(gate(block.html)).toBe(block.html)
          const [again, ...more] = blocksOf(block.html, options)
          expect(more).toEqual([])
          expect(again).toEqual(block)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('blocksOfText', () => {
  it.each([
    ['blank lines', 'أ\nب\n\nج', ['أ\nب', 'ج']],
    ['line breaks where there is no blank line', 'أ\r\nب\nج', ['أ', 'ب', 'ج']],
    ['nothing', ' \n ', []],
  ])('parts paragraphs at %s', (_, text, expected) => {
    expect(blocksOfText(text, { language: 'ar' }).map((block) => block.text)).toEqual(expected)
  })

  it('escapes what looks like HTML', () => {
    expect(blocksOfText('<b>أ</b> & ب', { language: 'ar' })[0]).toMatchObject({
      text: '<b>أ</b> & ب',
      html: '<p>&lt;b&gt;أ&lt;/b&gt; &amp; ب</p>',
    })
  })

  it('never throws, and its HTML reads back as the same blocks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const blocks = blocksOfText(text, { language: 'ar' })
        const html = blocks.map((block) => block.html).join('\n')
        expect(blocksOf(html, { language: 'ar', baseUrl: null })).toEqual(blocks)
      }),
      { numRuns: 1_000 },
    )
  })
})
