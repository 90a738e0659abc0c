import type { Attestation } from './attestation.ts'

/** Of the imperfect, with the «س» of the future: the first person singular is rare in print and looks like many nouns. */
const IMPERFECT = /^(?:س?[يتن])(?=.{3})/
/** Endings of persons and objects; the empty one stands for none. */
const ENDINGS = ['', 'ون', 'ان', 'ين', 'وا', 'ه', 'ها', 'هم', 'ا', 'نا', 'ني', 'هما', 'كم', 'ك']
/** Attested forms of an imperfect that make it one, and no noun that looks alike. */
const MIN_FORMS = 2
/** A word with the article at least so often, as a share of its documents, is a noun: «تعليم», «يوم». */
const NOUN_SHARE = 0.02
const MIN_BODY = 3

/**
 * The stem of an imperfect, which is the perfect that the table attests: «سيعلنون» gives «اعلن», «تقول» gives «قال», «يكتب» gives
 * «كتب». Null of a word that is no imperfect.
 * @param word folded, with nothing attached before it
 */
export function verbStem(word: string, attested: Attestation): string | null {
  const prefix = IMPERFECT.exec(word)?.[0]
  if (prefix === undefined) return null
  const rest = word.slice(prefix.length)
  let body: string | null = null
  let most = MIN_FORMS - 1
  for (const ending of ENDINGS) {
    if (rest.length - ending.length < MIN_BODY || !rest.endsWith(ending)) continue
    const shorter = rest.slice(0, rest.length - ending.length)
    const forms = attested.imperfects(shorter)
    if (forms > most && attested.of(`ي${shorter}`) > 0) {
      body = shorter
      most = forms
    }
  }
  return body === null || isNounWithEnding(prefix.at(-1)! + rest, attested) ? null : perfectOf(body, attested)
}

/** «تعليمها» is of «تعليم»: some part of the word is a noun with the letter that looks like a person. */
function isNounWithEnding(word: string, attested: Attestation): boolean {
  return ENDINGS.some(
    (ending) =>
      word.endsWith(ending) &&
      word.length - ending.length >= MIN_BODY &&
      isNoun(word.slice(0, word.length - ending.length), attested),
  )
}

function isNoun(word: string, attested: Attestation): boolean {
  const definite = attested.definite(word)
  return definite > 0 && definite >= NOUN_SHARE * attested.of(word)
}

/** The perfect of the body that an imperfect has: forms IV and VII to X begin with an alif, hollow verbs turn their vowel. */
function perfectOf(body: string, attested: Attestation): string {
  if (body.startsWith('ست') && body.length > 4) return formTen(body, attested)
  const hollow = body.length === 3 ? hollowPerfect(body, attested) : null
  if (hollow !== null) return hollow
  const four = attested.perfect(`ا${body}`)
  const one = attested.perfect(body)
  const isKnown = attested.noun(body) > 0
  if (four > one || (four > 0 && !isKnown)) return `ا${body}`
  if (!isKnown && attested.of(`ا${body}`) > 0 && /^.ت|^ن/.test(body)) return `ا${body}`
  return isKnown || one > 0 ? body : `ي${body}`
}

function formTen(body: string, attested: Attestation): string {
  const hollow = body.at(-2) === 'ي' ? `ا${body.slice(0, -2)}ا${body.at(-1)}` : null
  return hollow !== null && attested.of(hollow) > 0 && attested.of(hollow) >= attested.of(`ا${body}`)
    ? hollow
    : `ا${body}`
}

/** «يقول» of «قال», «يعيش» of «عاش»; «يعيد» of «اعاد», since its form I has the other vowel: «يعود». */
function hollowPerfect(body: string, attested: Attestation): string | null {
  const [first, vowel, last] = body as unknown as [string, string, string]
  if (vowel !== 'ي' && vowel !== 'و') return null
  const one = `${first}ا${last}`
  const perfect = attested.perfect(one)
  if (vowel === 'ي') {
    const four = attested.perfect(`ا${one}`)
    if (four > 0 && (four >= perfect || attested.of(`ي${first}و${last}`) > 0)) return `ا${one}`
  }
  return perfect > 0 ? one : null
}
