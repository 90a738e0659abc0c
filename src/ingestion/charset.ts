import { isUtf8 } from 'node:buffer'
import chardet from 'chardet'
import sniffHtml from 'html-encoding-sniffer'
import iconv from 'iconv-lite'

/** What is known about bytes before they are read. */
export interface CharsetHints {
  /** Value of the Content-Type header. */
  contentType?: string | null
  kind: 'feed' | 'html' | 'text'
}

/** Text, the WHATWG name of the charset it was read in, and how many characters could not be read (U+FFFD). */
export interface Decoded {
  text: string
  charset: string
  replaced: number
}

const BOMS: readonly [charset: string, bytes: readonly number[]][] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]
/** What is left to guess from: other charsets are believed only where they are declared. */
const GUESSED: ReadonlySet<string> = new Set(['windows-1256', 'iso-8859-6', 'windows-1252'])
/** Charsets of several bytes a sign, which bytes of another charset hardly ever fit: a guess of them proves itself. */
const SELF_EVIDENT: ReadonlySet<string> = new Set(['euc-jp', 'shift_jis', 'euc-kr', 'big5', 'gb18030'])
const EAST_ASIAN = /[\u3040-\u30FF\u4E00-\u9FFF\uAC00-\uD7A3]/g
const ONE_BYTE = /^(?:windows-125\d|windows-874|iso-8859-|koi8-|ibm866|macintosh|x-mac-)/
/** Charsets of several bytes, too, hold text that is UTF-8 only by accident. Those that switch by escapes are ASCII to the eye. */
const MANY_BYTES = /^(?:gbk|gb18030|big5|euc-|shift_jis)/
const SAMPLE_BYTES = 64 * 1024

/** The WHATWG name behind a label («latin1» means windows-1252), or null where there is none that can be decoded. */
function charsetNamed(label: string | undefined | null): string | null {
  if (!label) return null
  const trimmed = label.trim().replace(/^["']|["']$/g, '')
  try {
    const name = new TextDecoder(trimmed).encoding
    return iconv.encodingExists(name) ? name : null
  } catch {
    return null
  }
}

function declaredInside(bytes: Uint8Array, kind: CharsetHints['kind']): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1')
  const xml = charsetNamed(/<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/i.exec(head)?.[1])
  if (xml !== null || kind !== 'html') return xml
  // The default stands for «no declaration»: no page declares UTF-16BE and is readable byte by byte.
  const meta = charsetNamed(sniffHtml(bytes, { defaultEncoding: 'UTF-16BE' }))
  return meta === 'utf-16be' ? null : meta
}

/** UTF-16 and UTF-32 without a mark show themselves by the zero bytes beside the first sign (XML 1.0, appendix F). */
function bareWide(bytes: Uint8Array): string | null {
  const [first, second, third, fourth] = bytes
  if (first === 0x3c && second === 0 && third === 0 && fourth === 0) return 'utf-32le'
  if (first === 0 && second === 0 && third === 0 && fourth === 0x3c) return 'utf-32be'
  if (first === 0x3c && second === 0 && third !== 0 && fourth === 0) return 'utf-16le'
  if (first === 0 && second === 0x3c && third === 0 && fourth !== 0) return 'utf-16be'
  return null
}

/** Whether bytes read in this charset are running Arabic: a good part of the words are its commonest or carry the article. */
function readsAsArabic(bytes: Uint8Array, charset: string): boolean {
  const text = iconv.decode(Buffer.from(bytes.subarray(0, SAMPLE_BYTES)), charset)
  const words = text.match(/[\u0621-\u064A]{2,}/g) ?? []
  const typical = words.filter((word) =>
    /^[وبفك]?ال[\u0621-\u064A]{2,}$|^(?:في|من|على|إلى|عن|أن|مع|بعد|قبل|هذا)$/.test(word),
  )
  const others = text.match(/[\u0080-\u00FF\u0152-\u0192\uFFFD]/g)?.length ?? 0
  return typical.length >= 2 && typical.length >= words.length * 0.12 && others < words.length
}

/** Whether a guess of several bytes a sign leaves nothing unread, and nearly all that is not ASCII is East Asian. */
function provesItself(charset: string, bytes: Uint8Array): boolean {
  if (!SELF_EVIDENT.has(charset)) return false
  const text = iconv.decode(Buffer.from(bytes.subarray(0, SAMPLE_BYTES)), charset)
  const foreign = text.match(/[^\u0000-\u007F\u3000-\u303F\uFF00-\uFFEF]/g)?.length ?? 0
  const eastAsian = text.match(EAST_ASIAN)?.length ?? 0
  return eastAsian >= 8 && eastAsian >= foreign * 0.98 && !text.slice(0, -2).includes('\uFFFD')
}

function guess(bytes: Uint8Array): string {
  for (const charset of ['windows-1256', 'iso-8859-6']) if (readsAsArabic(bytes, charset)) return charset
  for (const { name } of chardet.analyse(bytes.subarray(0, SAMPLE_BYTES))) {
    const charset = charsetNamed(name)
    if (charset !== null && (GUESSED.has(charset) || provesItself(charset, bytes))) return charset
  }
  return 'windows-1252'
}

/** Damage that a cut or two explains, in what is UTF-8 otherwise. */
function isNearlyUtf8(bytes: Uint8Array): boolean {
  const text = iconv.decode(Buffer.from(bytes.subarray(0, SAMPLE_BYTES)), 'utf-8')
  const broken = text.match(/\uFFFD/g)?.length ?? 0
  const whole = text.match(/[^\u0000-\u007F\uFFFD]/g)?.length ?? 0
  return whole > 0 && broken <= whole * 0.2
}

/** Whether a declaration can be believed of bytes that are not ASCII alone. */
function isPlausible(charset: string, bytes: Uint8Array): boolean {
  if (charset === 'utf-8') return isUtf8(bytes) || isNearlyUtf8(bytes)
  // Bytes that can be read without a BOM are not UTF-16, whatever they say.
  if (charset.startsWith('utf-16')) return bytes.includes(0)
  // Text in another charset is UTF-8 by accident practically never.
  if (isUtf8(bytes) && (ONE_BYTE.test(charset) || MANY_BYTES.test(charset))) return false
  return charset !== 'windows-1252' || !readsAsArabic(bytes, 'windows-1256')
}

function charsetOf(bytes: Uint8Array, hints: CharsetHints): string {
  const bom = BOMS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))
  if (bom) return bom[0]
  const wide = bareWide(bytes)
  if (wide) return wide
  const header = charsetNamed(/charset\s*=\s*("[^"]*"|'[^']*'|[^\s;,]+)/i.exec(hints.contentType ?? '')?.[1])
  for (const declared of [header, declaredInside(bytes, hints.kind)]) {
    if (declared !== null && isPlausible(declared, bytes)) return declared
  }
  return isUtf8(bytes) || isNearlyUtf8(bytes) ? 'utf-8' : guess(bytes)
}

/**
 * Reads bytes as text: by their mark, then the charset of the transport, then the document's own declaration, each only
 * while the bytes bear it out, then as UTF-8, then by what they look like, Arabic first. Never throws. Always iconv-lite,
 * since Node 20 reads windows-1252 wrongly.
 */
export function decode(bytes: Uint8Array, hints: CharsetHints): Decoded {
  const charset = charsetOf(bytes, hints)
  const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), charset)
  return { text, charset, replaced: text.match(/\uFFFD/g)?.length ?? 0 }
}
