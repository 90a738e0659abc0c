import { BROKEN_PLURALS, SAME_MEANING, SPELLINGS } from './alias-groups.ts'
import { fold } from './fold.ts'
import { PLACE_NAMES } from './place-names.ts'

/** What may be written onto a word, longest first. */
const ATTACHED = [
  'وبال',
  'وكال',
  'فبال',
  'ولل',
  'فلل',
  'وال',
  'بال',
  'كال',
  'فال',
  'لل',
  'ال',
  'وب',
  'ول',
  'فل',
  'و',
  'ف',
  'ب',
  'ل',
  'ك',
]
const MIN_WORD = 2
/** A single letter before a short word is more often its own. */
const MIN_AFTER_LETTER = 3

/** Groups of folded words that say the same. A word of several groups (دين, حكم) has the aliases of all of them. */
function groups(): string[][] {
  const listed = [BROKEN_PLURALS, SPELLINGS, SAME_MEANING].flatMap((list) => list.trim().split(/\s+/))
  const folded = listed.map((group) =>
    fold(group)
      .split('/')
      .filter((word) => !word.includes('-'))
      .map(withoutArticle),
  )
  // A sound plural has two cases.
  const plurals = folded.map((group) => (group[1] === `${group[0]}ون` ? [...group, `${group[0]}ين`] : group))
  const places = PLACE_NAMES.flatMap(({ name, nisba }) => (nisba === null ? [] : [[name, nisba, `${nisba}ه`]]))
  return [...plurals, ...places]
}

function withoutArticle(word: string): string {
  return word.length > 4 && word.startsWith('ال') && !/^ال(?:ماني|باني)/.test(word) ? word.slice(2) : word
}

function index(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>()
  for (const group of groups()) {
    for (const word of group) {
      const others = found.get(word) ?? new Set()
      for (const other of group) if (other !== word) others.add(other)
      found.set(word, others)
    }
  }
  return new Map([...found].map(([word, others]) => [word, [...others]]))
}

const ALIASES = index()

/**
 * Other folded words that mean what a folded word of a query means: its broken plural or singular, the country of a nisba, other
 * spellings of a name. What is attached to it is accounted for: «والجيوش» gives «جيش». Empty where there are none.
 */
export function aliasesOf(folded: string): readonly string[] {
  const whole = ALIASES.get(folded)
  if (whole !== undefined) return whole
  for (const attached of ATTACHED) {
    const least = attached.length === 1 ? MIN_AFTER_LETTER : MIN_WORD
    if (!folded.startsWith(attached) || folded.length - attached.length < least) continue
    const aliases = ALIASES.get(folded.slice(attached.length))
    if (aliases !== undefined) return aliases
  }
  return []
}
