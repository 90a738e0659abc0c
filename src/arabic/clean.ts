/**
 * Whatever may need cleaning: a sign outside of everyday Arabic and Latin text, two vowel marks in a row (their order may not
 * be NFC), white space that would be collapsed. Most texts have nothing of it and are done after this one look.
 */
const UNCLEAN = /[^\n -~«»À-ſ‐-‧،؛؟ؠ-\u0652٠-٭ٱ-ۓە۰-۹]|[\u064B-\u0652]{2}| [ \n]|\n |\n\n\n|^[ \n\u064B-\u0652]|[ \n]$/
/**
 * Signs that nobody sees and that change what is seen: controls, embeddings and overrides (U+202A–202E), zero-width space,
 * soft hyphen, invisible operators, byte order mark, annotations, language tags, noncharacters. Joiners (ZWNJ, ZWJ) spell
 * words, LRM, RLM and ALM set punctuation right: they stay, and so do isolates that are closed.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000E-\u001F\u007F-\u009F\u00AD\u200B\u202A-\u202E\u2060-\u2065\u206A-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}\p{Noncharacter_Code_Point}]/gu
const MARK = '\u200C-\u200F\u061C'
/** Joiners, marks and isolates that touch no sign: nothing is joined or set right. */
const ALONE = new RegExp(`(^|\\s)[${MARK}\u2066-\u2069]+(?=\\s|$)`, 'g')
const DIRECTION_MARKS = /([\u200E\u200F\u061C])[\u200E\u200F\u061C]+/g
/** More marks on one letter than any writing has: they run over the lines around them (Zalgo). */
const MAX_MARKS = 8
const HEAP_OF_MARKS = new RegExp(`((?:\\p{M}[${MARK}]*){${MAX_MARKS}})(?:\\p{M}[${MARK}]*)+`, 'gu')
/** Without so many signs in a row that are neither letters of Arabic or Latin nor blank there is no heap of marks: a quick look. */
const UNUSUAL = new RegExp(`[^\\n -~À-ſء-ي٠-٩]{${MAX_MARKS + 1}}`)
const ISOLATE = /[\u2066-\u2069]/

/** A text without the isolates (U+2066–2069) that are not closed, or not open, in their line: such a one would turn all that follows. */
export function balanceIsolates(text: string): string {
  if (!ISOLATE.test(text)) return text
  const signs = [...text]
  let open: number[] = []
  signs.forEach((sign, at) => {
    if (sign === '\u2069') {
      if (open.pop() === undefined) signs[at] = ''
    } else if (ISOLATE.test(sign)) open.push(at)
    if (sign !== '\n' && at < signs.length - 1) return
    for (const unclosed of open) signs[unclosed] = ''
    open = []
  })
  return signs.join('')
}

/**
 * Text as it is stored and shown: the publisher's spelling, NFC, without control characters and invisible signs that deceive
 * (Unicode TR 36, 39), at most eight combining marks a letter, white space collapsed within lines. Cleaning twice changes nothing.
 */
export function cleanText(text: string): string {
  if (!UNCLEAN.test(text)) return text
  const visible = text
    .replace(/\r\n?|\u0085/g, '\n')
    .replace(INVISIBLE, '')
    .toWellFormed()
    .replace(ALONE, '$1')
  const tidy = balanceIsolates(visible)
    .replace(DIRECTION_MARKS, '$1')
    .replace(/[^\S\n ]/g, ' ')
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .normalize('NFC') // after the rest: what an invisible character parted may compose now
  return UNUSUAL.test(tidy) ? tidy.replace(HEAP_OF_MARKS, '$1') : tidy
}

/** `cleanText` on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ')
}
