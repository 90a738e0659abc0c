import { fold } from '../arabic/fold.ts'
import { tokenize } from '../arabic/tokens.ts'
import { type NotedWord, WordNote } from '../arabic/word-note.ts'
import type { TagKind } from '../entities/enums.ts'
import { CITIES_ARAB } from './data/cities-arab.ts'
import { CITIES_WORLD } from './data/cities-world.ts'
import { COUNTRIES } from './data/countries.ts'
import { NEWS_MEDIA, ORGANISATIONS } from './data/organisations.ts'
import { PEOPLE_ARAB } from './data/people-arab.ts'
import { PEOPLE_WORLD } from './data/people-world.ts'
import { CLUBS } from './data/sport.ts'
import { PLACE_TRIGGERS, TITLE_TRIGGERS } from './data/titles.ts'
import { FORUMS, TOPICS } from './data/topics.ts'
import { mayHaveParticles, nameForms } from './name-forms.ts'
import { nameLines } from './name-lines.ts'

/** Somebody or something that has a name. */
export interface Entity {
  name: string
  kind: Exclude<TagKind, 'SECTION'>
  /** A newspaper, channel or agency: it tells the news and seldom is it. */
  isMedium: boolean
}

/** An entity at a place of a text, its words counted from there. BELONGING is «الليبية» of ليبيا. */
export interface Mention {
  entity: Entity
  at: number
  length: number
  /** Its first word, folded, without the particles that stand on it there. */
  form: string
  by: 'NAME' | 'BELONGING'
}

/** A word of a text; what may begin with it is remembered with it. */
interface NameWord extends NotedWord {
  folded: string
}

type How = 'NAME' | 'BELONGING' | 'AMBIGUOUS'
interface Meaning {
  entity: Entity
  how: How
}
interface Node {
  meaning: Meaning | null
  next: Map<string, Node> | null
}

/** A form of a word, and the names that begin with it. */
interface Beginning {
  form: string
  node: Node
}

const triggers = (words: string): ReadonlySet<string> =>
  new Set(
    words
      .split(/\s+/)
      .filter(Boolean)
      .flatMap((word) => [fold(word), `ال${fold(word)}`]),
  )
const BEFORE_PERSONS = triggers(TITLE_TRIGGERS)
const BEFORE_PLACES = triggers(PLACE_TRIGGERS)

/** Names of people, places, organisations and subjects, found as the longest run of words, whatever particles stand before it. */
export class Gazetteer {
  readonly #root = new Map<string, Node>()
  /** The names that a word of a text may begin: most begin none. */
  readonly #beginnings = new WordNote(({ folded }: NameWord) => this.#beginningsOf(folded))

  constructor() {
    this.#learn(COUNTRIES, 'PLACE')
    for (const list of [CITIES_ARAB, CITIES_WORLD]) this.#learn(list, 'PLACE')
    for (const list of [PEOPLE_ARAB, PEOPLE_WORLD]) this.#learn(list, 'PERSON')
    for (const list of [ORGANISATIONS, CLUBS]) this.#learn(list, 'ORGANISATION')
    this.#learn(NEWS_MEDIA, 'ORGANISATION', true)
    this.#learn(TOPICS, 'TOPIC')
    this.#learn(FORUMS, 'TOPIC', true)
    this.#learn(regionNames().join('\n'), 'PLACE')
  }

  /** What is named in a run of words, in order; of names that overlap the longer, of equal ones the first. */
  find(words: readonly NameWord[], parted?: Uint8Array): Mention[] {
    const found: (Mention & { how: How })[] = []
    const named = new Set<Entity>()
    for (let at = 0; at < words.length; at++) {
      const hit = this.#longestAt(words, at, parted)
      if (hit === null) continue
      const { entity, how } = hit.meaning
      if (how === 'NAME' || (how === 'AMBIGUOUS' && isIntroduced(words, at, entity, parted))) named.add(entity)
      found.push({ entity, at, length: hit.length, form: hit.form, by: how === 'BELONGING' ? how : 'NAME', how })
      at += hit.length - 1
    }
    const sure = found.filter(({ entity, how }) => how !== 'AMBIGUOUS' || named.has(entity))
    return sure.map(({ how: _, ...mention }) => mention)
  }

  /** The entity whose name or short form a whole text is; null of anything else. */
  named(text: string): Entity | null {
    const words = tokenize(text).map(({ folded }) => ({ folded, notes: [] }))
    const hit = words.length === 0 ? null : this.#longestAt(words, 0)
    return hit !== null && hit.length === words.length && hit.meaning.how === 'NAME' ? hit.meaning.entity : null
  }

  #longestAt(words: readonly NameWord[], at: number, parted?: Uint8Array) {
    const beginnings = this.#beginnings.of(words[at]!)
    if (beginnings === null) return null
    let best: { meaning: Meaning; length: number; form: string } | null = null
    for (const { form, node: first } of beginnings) {
      let node: Node | undefined = first
      for (let length = 1; node !== undefined; length++) {
        if (node.meaning !== null && length > (best?.length ?? 0)) best = { meaning: node.meaning, length, form }
        const next = words[at + length]
        if (next === undefined || node.next === null || parted?.[at + length] === 1) break
        node = node.next.get(next.folded)
      }
    }
    return best
  }

  #beginningsOf(word: string): readonly Beginning[] | null {
    const forms = mayHaveParticles(word) ? nameForms(word) : [word]
    const found = forms.flatMap((form) => {
      const node = this.#root.get(form)
      return node === undefined ? [] : [{ form, node }]
    })
    return found.length === 0 ? null : found
  }

  #learn(list: string, kind: Entity['kind'], isMedium = false): void {
    for (const { name, spellings } of nameLines(list)) {
      const entity: Entity = { name, kind, isMedium }
      for (const { words, how } of spellings) this.#put(words, { entity, how })
    }
  }

  /** The first to claim a spelling keeps it, but a name goes before what merely belongs to another. */
  #put(words: readonly string[], meaning: Meaning): void {
    let nodes = this.#root
    let node: Node | undefined
    for (const word of words) {
      node = nodes.get(word)
      if (node === undefined) {
        node = { meaning: null, next: null }
        nodes.set(word, node)
      }
      nodes = node.next ??= new Map()
    }
    if (node !== undefined && (node.meaning === null || (node.meaning.how !== 'NAME' && meaning.how === 'NAME')))
      node.meaning = meaning
  }
}

function isIntroduced(words: readonly NameWord[], at: number, entity: Entity, parted: Uint8Array | undefined): boolean {
  const before = at > 0 && parted?.[at] !== 1 ? words[at - 1]!.folded : null
  if (before === null) return false
  const introducing = entity.kind === 'PERSON' ? BEFORE_PERSONS : BEFORE_PLACES
  return nameForms(before).some((form) => introducing.has(form))
}

/** What ICU calls the regions of the world in Arabic, as far as it takes two words to say: the others stand in the lists. */
function regionNames(): string[] {
  const display = new Intl.DisplayNames('ar', { type: 'region', fallback: 'none' })
  const names: string[] = []
  for (let code = 0; code < 26 * 26; code++) {
    const region = String.fromCharCode(65 + Math.floor(code / 26), 65 + (code % 26))
    const name = display.of(region)
    if (name !== undefined && tokenize(name).length > 1 && !/[()،]/.test(name)) names.push(name)
  }
  return names
}
