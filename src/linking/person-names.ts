import type { AnalyzedToken } from '../arabic/analyzer.ts'
import { fold } from '../arabic/fold.ts'
import { WordNote } from '../arabic/word-note.ts'
import { FIRST_NAMES } from './data/first-names.ts'
import { NAME_PARTICLES } from './data/titles.ts'
import { mayHaveParticles, nameForms } from './name-forms.ts'
import type { TagText } from './tag-text.ts'
import type { WordKind, WordKinds } from './word-kinds.ts'

/** A run of words that is the name of a person. */
export interface PersonName {
  at: number
  length: number
  /** Its words, folded, joined by spaces, without particles before it. */
  key: string
}

const words = (list: string): string[] => list.split(/\s+/).filter(Boolean).map(fold)
const FIRST = new Set(words(FIRST_NAMES))
const FEMININE = new Set(words(FIRST_NAMES.match(/\S+ة(?=\s)/g)!.join(' ')))
const PARTICLES = new Set(words(NAME_PARTICLES))
/** «محمد بن عبد الرحمن آل ثاني» is the longest that is looked for. */
const MAX_LENGTH = 6

/** Names of people whom no list knows: they begin with a given name and go on with what is no common word. */
export function personNames(text: TagText, kinds: WordKinds, taken: Uint8Array): PersonName[] {
  const found: PersonName[] = []
  for (let at = 0; at < text.words.length; at++) {
    const first = taken[at] === 1 ? undefined : givenName(text, at)
    if (first === undefined) continue
    const length = lengthAt(text, at, kinds, taken)
    if (length === 0) continue
    const rest = text.words.slice(at + 1, at + length).map(({ folded }) => folded)
    found.push({ at, length, key: [first, ...rest].join(' ') })
    at += length - 1
  }
  return found
}

function lengthAt({ words, parted }: TagText, at: number, kinds: WordKinds, taken: Uint8Array): number {
  const continues = (next: number): boolean => next < words.length && parted[next] !== 1 && taken[next] !== 1
  const least = nameForms(words[at]!.folded).includes('عبد') ? 2 : 1
  let length = least
  let given = true
  while (length < MAX_LENGTH && continues(at + length)) {
    const word = words[at + length]!
    if (PARTICLES.has(word.folded)) {
      // A particle needs what it belongs to.
      if (!continues(at + length + 1) || !isName(words[at + length + 1]!, kinds)) break
      given = FIRST.has(words[at + length + 1]!.folded)
      length += 2
      continue
    }
    if (!given || !isName(word, kinds)) break
    // After a given name the next is the father's or the family's; after the family's nothing.
    given = FIRST.has(word.folded)
    length++
  }
  return length === least ? 0 : length
}

/** The forms of a word that can be a given name, or «عبد»; null of most words. */
const givenForms = new WordNote(({ folded, text }: AnalyzedToken): readonly string[] | null => {
  // «ناديه» is his club, not نادية.
  if (text.endsWith('ه') && FEMININE.has(folded)) return null
  const forms = mayHaveParticles(folded) ? nameForms(folded) : [folded]
  const given = forms.filter((form) => FIRST.has(form) || form === 'عبد')
  return given.length === 0 ? null : given
})

/** The given name at a place, without particles before it; «عبد الله» is one in two words, of which this is the first. */
function givenName(text: TagText, at: number): string | undefined {
  const forms = givenForms.of(text.words[at]!)
  return forms === null ? undefined : fittingForm(forms, text, at)
}

const fittingForm = (forms: readonly string[], { words, parted }: TagText, at: number): string | undefined =>
  forms.find((form) => FIRST.has(form) || (parted[at + 1] !== 1 && FIRST.has(form + words[at + 1]?.folded)))

const NAMING: readonly WordKind[] = ['DEFINITE', 'NOUN', 'BARE']

/** «ملعب الملك عبد الله الرياضية»: an adjective is no family's name. */
const isName = (word: AnalyzedToken, kinds: WordKinds): boolean =>
  FIRST.has(word.folded) ||
  (NAMING.includes(kinds.of(word)) && !(word.folded.startsWith('ال') && word.text.endsWith('ية')))
