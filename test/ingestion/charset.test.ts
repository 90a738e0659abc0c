import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { type CharsetHints, decode } from '../../src/ingestion/charset.ts'

const ARABIC = 'أعلنت اللجنة العليا نتائج الانتخابات في المدينة، وقال المتحدث إن النسبة ارتفعت إلى مستوى جديد بعد الفرز'
const FRENCH = 'Le président a déclaré que la réunion était « très utile » et que l’été sera chaud à Genève'
const RUSSIAN = 'Президент заявил, что встреча прошла успешно и стороны договорились о новых переговорах'

const read = (text: string, charset: string, hints: Partial<CharsetHints> = {}) =>
  decode(iconv.encode(text, charset), { kind: 'feed', ...hints })
const xml = (encoding: string, text: string) => `<?xml version="1.0" encoding="${encoding}"?><rss>${text}</rss>`

describe('decode', () => {
  it.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le'])('believes the mark of %s before anything else', (charset) => {
    const bytes = iconv.encode(xml('windows-1252', ARABIC), charset, { addBOM: true })
    const decoded = decode(bytes, { kind: 'feed', contentType: 'text/xml; charset=koi8-r' })
    expect(decoded).toEqual({ text: xml('windows-1252', ARABIC), charset, replaced: 0 })
  })

  it.each(['utf-16le', 'utf-16be'])('knows %s without a mark by its zero bytes', (charset) => {
    expect(read(xml('utf-16', ARABIC), charset)).toEqual({ text: xml('utf-16', ARABIC), charset, replaced: 0 })
  })

  it.each(['utf-32le', 'utf-32be'])('knows %s without a mark by its zero bytes', (charset) => {
    const bytes = iconv.encode(xml('utf-32', ARABIC), charset, { addBOM: false })
    expect(decode(bytes, { kind: 'feed' })).toEqual({ text: xml('utf-32', ARABIC), charset, replaced: 0 })
  })

  it.each([
    ['the header', ARABIC, 'windows-1256', { contentType: 'text/xml; charset=Windows-1256' }],
    ['the header in quotes', ARABIC, 'windows-1256', { contentType: 'text/xml; charset="cp1256"' }],
    [
      'the header over the prolog',
      xml('windows-1251', ARABIC),
      'windows-1256',
      { contentType: 'text/xml;charset=cp1256' },
    ],
    ['the prolog', xml('windows-1256', ARABIC), 'windows-1256', {}],
    ['the prolog under an unknown header', xml('koi8-r', RUSSIAN), 'koi8-r', { contentType: 'text/xml; charset=none' }],
    ['the prolog of a Russian feed', xml('windows-1251', RUSSIAN), 'windows-1251', {}],
    ['a meta tag', `<meta charset=windows-1256><p>${ARABIC}`, 'windows-1256', { kind: 'html' }],
    [
      'an old meta tag',
      `<meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><p>${ARABIC}`,
      'windows-1256',
      { kind: 'html' },
    ],
  ] as const)('believes %s', (_, text, charset, hints) => {
    expect(read(text, charset, hints)).toEqual({ text, charset, replaced: 0 })
  })

  it.each([
    ['UTF-8 said of windows-1256', xml('utf-8', ARABIC), 'windows-1256', {}],
    ['UTF-8 said by the header of windows-1256', ARABIC, 'windows-1256', { contentType: 'text/xml; charset=utf-8' }],
    ['windows-1252 said of UTF-8', xml('windows-1252', ARABIC), 'utf-8', {}],
    ['ISO-8859-1 said of UTF-8', xml('ISO-8859-1', FRENCH), 'utf-8', {}],
    ['ISO-8859-1 said by the header of UTF-8', ARABIC, 'utf-8', { contentType: 'text/xml; charset=iso-8859-1' }],
    ['windows-1256 said of UTF-8', xml('windows-1256', ARABIC), 'utf-8', {}],
    ['ISO-8859-1 said of windows-1256', xml('iso-8859-1', ARABIC), 'windows-1256', {}],
    ['UTF-8 said of windows-1252', xml('utf-8', FRENCH), 'windows-1252', {}],
    ['UTF-16 said of UTF-8', xml('utf-16', ARABIC), 'utf-8', {}],
    ['an invented charset', xml('arabic-1', ARABIC), 'windows-1256', {}],
  ] as const)('does not believe %s', (_, text, charset, hints) => {
    expect(read(text, charset, hints)).toEqual({ text, charset, replaced: 0 })
  })

  it.each([
    ['windows-1256', ARABIC],
    ['iso-8859-6', 'أعلنت اللجنة العليا نتائج الانتخابات في المدينة وقال المتحدث إن النسبة ارتفعت إلى مستوى جديد'],
    ['windows-1252', FRENCH],
    ['utf-8', ARABIC],
  ])('guesses %s from nothing', (charset, text) => {
    expect(read(text, charset, { kind: 'text' })).toEqual({ text, charset, replaced: 0 })
  })

  it.each([
    ['euc-jp', '『ウルトラマン』はストリーモードを終えて、ほぼやり尽くしてしまった。正月って食べてばっかりで太るよね'],
    ['gb18030', '不归移民漫画系列：专业工作，今天在北京举行的会议上，部长表示经济增长将继续'],
  ])('guesses %s where every byte fits it', (charset, text) => {
    expect(read(`<title>${text}</title>`, charset)).toEqual({ text: `<title>${text}</title>`, charset, replaced: 0 })
  })

  it('takes a few Arabic words without a declaration for no East Asian text', () => {
    for (const title of ['عاجل', 'مقتل عشرة جنود', 'أسعار النفط ترتفع', 'وفاة فنان مصري كبير بعد صراع طويل']) {
      const { charset } = read(`<rss><title>${title}</title></rss>`, 'windows-1256')
      expect(['windows-1256', 'windows-1252', 'iso-8859-6']).toContain(charset)
    }
  })

  it('counts what could not be read, and keeps a damaged UTF-8 text UTF-8', () => {
    const bytes = Buffer.from(ARABIC)
    bytes[21] = 0xff
    const decoded = decode(bytes, { kind: 'feed' })
    expect(decoded.charset).toBe('utf-8')
    expect(decoded.replaced).toBeGreaterThan(0)
    expect(decoded.text).toContain('نتائج الانتخابات')
  })

  it('never throws', () => {
    const kinds = fc.constantFrom('feed' as const, 'html' as const, 'text' as const)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.option(fc.string()), kinds, (bytes, label, kind) => {
        const decoded = decode(bytes, { contentType: label && `text/xml; charset=${label}`, kind })
        expect(decoded.text).toBeTypeOf('string')
      }),
    )
  })
})

const miniflux = '../shared/data/feeds/miniflux'
if (!existsSync(miniflux)) console.warn(`The real encodings are not at ${miniflux}: their tests are skipped`)
describe.skipIf(!existsSync(miniflux))('real files', () => {
  it.each([
    ['encoding/iso-8859-1.xml', 'windows-1252'],
    ['encoding/koi8r.xml', 'koi8-r'],
    ['encoding/windows-1252.xml', 'windows-1252'],
    ['encoding/utf8.xml', 'utf-8'],
    ['encoding/utf8-incorrect-prolog.xml', 'utf-8'],
    ['encoding/windows-1252-incorrect-prolog.xml', 'utf-8'],
    ['encoding/invalid-prolog.xml', 'utf-8'],
    ['encoding/iso-8859-1.html', 'windows-1252'],
    ['encoding/iso-8859-1-meta-after-1024.html', 'windows-1252'],
    ['encoding/utf8.html', 'utf-8'],
    ['encoding/utf8-meta-after-1024.html', 'utf-8'],
    ['parser/encoding_WINDOWS-1251.xml', 'windows-1251'],
    ['parser/encoding_ISO-8859-1.xml', 'windows-1252'],
    ['parser/no_encoding_ISO-8859-1.xml', 'windows-1252'],
    ['parser/urdu_UTF8.xml', 'utf-8'],
    ['xml/iso88591.xml', 'windows-1252'],
    ['xml/iso88591_utf8_mismatch.xml', 'windows-1252'],
    ['xml/koi8r.xml', 'koi8-r'],
  ])('%s is %s', (file, charset) => {
    const kind = file.endsWith('html') ? 'html' : 'feed'
    expect(decode(readFileSync(join(miniflux, file)), { kind })).toMatchObject({ charset, replaced: 0 })
  })

  it.each([
    ['parser/encoding_WINDOWS-1251.xml', 'cyrillic', /\p{Script=Cyrillic}{3}/u],
    ['encoding/koi8r.xml', 'cyrillic', /\p{Script=Cyrillic}{3}/u],
    ['xml/koi8r.xml', 'cyrillic', /\p{Script=Cyrillic}{3}/u],
    ['parser/urdu_UTF8.xml', 'Arabic', /\p{Script=Arabic}{3}/u],
    ['parser/encoding_ISO-8859-1.xml', 'accented Latin', /[à-ÿ]/u],
    ['parser/no_encoding_ISO-8859-1.xml', 'accented Latin', /[à-ÿ]/u],
  ])('%s reads as %s', (file, _, script) => {
    expect(decode(readFileSync(join(miniflux, file)), { kind: 'feed' }).text).toMatch(script)
  })
})
