import type { Attestation } from './attestation.ts'

/** Pronouns of two letters and more, longest first. */
const PRONOUNS = ['هما', 'كما', 'ها', 'هم', 'هن', 'نا', 'كم', 'ني']
/** What remains is attested in at least this share of the documents of the whole word. */
const ATTESTED_SHARE = 0.02
/** A word with the article at least so often, as a share of its documents, ends as it is: pronouns stand on no definite word. */
const OWN_SHARE = 0.01
const MIN_STEM = 3
/** Plural and pronoun, feminine and case: more does not stand on one word. */
const MAX_TAKEN = 3

/**
 * The word without the endings of number, gender, case, person and pronouns, each taken off only where what remains is
 * attested. Nisba stays: «ليبيه» and «ليبيين» give «ليبي».
 * @param isNoun the word had the article, so it bears no pronoun and is no verb
 * @param documents that hold the word with all that was attached to it
 */
export function withoutSuffixes(word: string, isNoun: boolean, documents: number, attested: Attestation): string {
  let stem = word
  for (let taken = 0; taken < MAX_TAKEN; taken++) {
    const shorter = withoutOne(stem, isNoun, ATTESTED_SHARE * documents, attested)
    if (shorter === null) break
    stem = shorter
  }
  return stem
}

function withoutOne(word: string, isNoun: boolean, least: number, attested: Attestation): string | null {
  const isAttested = (rest: string) =>
    isEnough(attested.noun(rest), least) || isEnough(attested.noun(`${rest}ه`), least)
  const under = (ending: string): string | null =>
    word.endsWith(ending) && word.length - ending.length >= MIN_STEM ? word.slice(0, -ending.length) : null
  const isImperfect = !isNoun && /^[يت]/.test(word)
  if (!isNoun) {
    const bare = withoutPronoun(word, isAttested, attested)
    if (bare !== null) return bare
  }
  let rest = under('تين') ?? under('تان')
  if (rest !== null && attested.noun(`${rest}ه`) > 0) return rest
  rest = under('ات')
  if (rest !== null && isAttested(rest)) return rest
  if (word.endsWith('اته')) return under('ه')
  rest = isNoun ? null : under('وا')
  if (rest !== null && isAttested(rest)) return rest
  rest = under('ين')
  if (rest !== null && isAttested(rest) && (isCommon(word, rest, attested) || isImperfect)) return rest
  rest = under('ون') ?? under('ان')
  if (rest !== null && isAttested(rest) && (isImperfect || takesPlural(rest, attested))) return rest
  rest = under('ته') ?? under('تي')
  if (rest !== null && attested.noun(`${rest}ه`) > 0) return rest
  rest = under('ه')
  if (rest !== null && !(attested.of(`${word}ت`) > 0 && attested.noun(rest) <= attested.noun(word))) return rest
  rest = under('ا')
  if (rest !== null && isAttested(rest)) return rest
  rest = under('ت')
  return rest !== null && !isOwn(word, attested) && isAttested(rest) ? rest : null
}

const isEnough = (documents: number, least: number): boolean => documents > 0 && documents >= least

function withoutPronoun(word: string, isAttested: (rest: string) => boolean, attested: Attestation): string | null {
  const pronoun = PRONOUNS.find((each) => word.endsWith(each))
  if (pronoun === undefined || isOwn(word, attested) || attested.imperfects(word) > 0 || attested.of(`${word}ت`) > 0)
    return null
  const rest = word.slice(0, -pronoun.length)
  if (rest.length < MIN_STEM) {
    const isWord = rest.length === 2 && /ها|هم/.test(pronoun) && attested.of(rest) > 0 && attested.of(`ال${rest}`) > 0
    return isWord ? rest : null
  }
  // «نا» may be the last letter of the word under the «ا» of its case: «حسنا».
  if (pronoun === 'نا' && attested.noun(word.slice(0, -1)) > attested.noun(rest)) return null
  if (rest.endsWith('ت')) {
    const feminine = rest.slice(0, -1)
    const documents = feminine.length >= MIN_STEM ? attested.noun(`${feminine}ه`) : 0
    if (documents > 0 && documents >= attested.noun(rest)) return feminine
  }
  if (isAttested(rest)) return rest
  const defective = `${rest.slice(0, -1)}ي`
  return rest.endsWith('ا') && attested.noun(defective) > 0 ? defective : null
}

/** Of a noun whose «ون» or «ان» is an ending: its oblique form is attested, or it is a nisba. */
function takesPlural(rest: string, attested: Attestation): boolean {
  return rest.endsWith('ي') || attested.noun(`${rest}ين`) > 0 || attested.noun(`${rest}تين`) > 0
}

/** Of a noun that is no name: it takes the article, in one number or the other. «بوتين» does not. */
function isCommon(word: string, rest: string, attested: Attestation): boolean {
  return attested.definite(rest) > 0 || attested.definite(word) > 0 || attested.noun(`${rest}ون`) > 0
}

function isOwn(word: string, attested: Attestation): boolean {
  const definite = attested.definite(word)
  return definite > 0 && definite >= OWN_SHARE * attested.of(word)
}
