import fc from 'fast-check'

/** Ways in which writers, keyboards and programs write one letter; all are one in an index. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  ا: ['ا', 'أ', 'إ', 'آ', 'ٱ', 'ا\u0654', 'ا\u0653'],
  ه: ['ه', 'ة', 'ہ', 'ە', 'ھ'],
  ي: ['ي', 'ى', 'ی'],
  ك: ['ك', 'ک', 'ڪ'],
}
/** Seats of a hamza within a word; a second one in the same word is left alone. */
const SEATS = ['ؤ', 'ئ', 'ء', 'و\u0654', 'ي\u0654', 'ی\u0654']
const DIGITS = [0x30, 0x660, 0x6f0]
/** What stands on or between letters and says nothing: vowels, tatweel, joiners, direction marks. */
const MARKS = ['\u064E', '\u0651\u064F', '\u0652', '\u0640', '\u0640\u0640', '\u200C', '\u200D', '\u200E', '\u200F']

/** Of each letter its isolated, final, initial and medial forms. */
const FORMS = new Map<string, string[]>()
for (let code = 0xfe80; code <= 0xfefc; code++) {
  const form = String.fromCharCode(code)
  const letters = form.normalize('NFKC')
  FORMS.set(letters, [...(FORMS.get(letters) ?? []), form])
}

/** Endless choices, each below 64. */
export const choices: fc.Arbitrary<Iterator<number>> = fc.infiniteStream(fc.nat(63))

/** A folded text in another spelling of each of its letters, as the choices say; marks between two letters one time in four. */
export function spelt(folded: string, choices: Iterator<number>): string {
  return folded.replace(/[\p{L}\p{N}]+/gu, (word) => speltWord(word, choices))
}

function speltWord(word: string, choices: Iterator<number>): string {
  const pick = <T>(list: readonly T[]): T => list[choices.next().value % list.length]!
  const seat = word.search(/(?<=.)[ؤئء](?=.)/)
  let text = ''
  for (let at = 0; at < word.length; at++) {
    const letter = word[at]!
    if (/\d/.test(letter)) {
      text += String.fromCharCode(pick(DIGITS) + Number(letter))
      continue
    }
    const isLamAlef = word.startsWith('لا', at) && pick([true, false])
    const plain = at === seat ? pick(SEATS) : pick(WAYS[letter] ?? [letter])
    text += isLamAlef
      ? pick(FORMS.get('لا')!)
      : pick([plain, plain, plain, ...(at === seat ? [] : (FORMS.get(plain) ?? []))])
    if (isLamAlef) at++
    // A hamza written apart takes the mark before it for itself.
    if (pick([true, false, false, false]) && /\p{L}/u.test(word[at + 1] ?? '')) text += pick(MARKS)
  }
  return text
}
