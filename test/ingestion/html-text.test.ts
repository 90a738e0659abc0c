import { describe, expect, it } from 'vitest'
import { readHtml } from '../../src/ingestion/html-text.ts'

describe('readHtml', () => {
  it.each([
    ['نص بلا وسوم', 'نص بلا وسوم'],
    ['<p>أولى</p><p>ثانية</p>', 'أولى\n\nثانية'],
    ['سطر<br>وآخر', 'سطر\nوآخر'],
    ['<ul><li>أ</li><li>ب</li></ul>', 'أ\nب'],
    ['&laquo;قهوة&raquo;&nbsp;و&#1588;اي', '«قهوة» وشاي'],
    ['<script>var a = "<p>"</script><style>p{}</style>نص', 'نص'],
    ['٣ < ٥ و <المقدمة>', '٣ < ٥ و <المقدمة>'],
    ['&lt;p&gt;مرتان&lt;/p&gt;', 'مرتان'],
    ['<p>', ''],
  ])('%s reads %j', (html, text) => expect(readHtml(html).text).toBe(text))

  it('tells markup from a picture and a line break', () => {
    expect(readHtml('<img src="a.jpg">نص<br>').marked).toBe(false)
    expect(readHtml('<b>نص</b>').marked).toBe(true)
  })

  it('finds the first picture that is no counting pixel and no inline data', () => {
    const html = '<img src="p.gif" height="1"><img src="data:image/gif;base64,R0" data-src="/b.jpg"><img src="/c.jpg">'
    expect(readHtml(html).image).toBe('/b.jpg')
    expect(readHtml('<p>نص</p>').image).toBeNull()
  })

  it.each(['<div>', '<b><i>', '<b>x', '<ul><li>x', '</p>'])('reads 100,000 of %s in bounded time', (piece) => {
    const before = performance.now()
    readHtml(piece.repeat(100_000))
    expect(performance.now() - before).toBeLessThan(5_000)
  })
})
