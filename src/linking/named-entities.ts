import { fold } from '../arabic/fold.ts'
import { NAMED_AFTER_PLACES } from './data/titles.ts'
import type { Entity, Gazetteer, Mention } from './gazetteer.ts'
import { nameForms } from './name-forms.ts'
import { personNames } from './person-names.ts'
import type { TagText } from './tag-text.ts'
import type { WordKinds } from './word-kinds.ts'

/** An entity with what an article makes of it. */
export interface NamedEntity {
  entity: Entity
  /** As the article prints its name first. */
  label: string
  /** Mentions by name, and by what belongs to it («الليبية»). */
  names: number
  belongings: number
  inTitle: boolean
  inLead: boolean
  /** The word where it first stands. */
  at: number
}

/** What an article names, and which of its words are names. */
export interface NamedEntities {
  entities: NamedEntity[]
  /** NAME for a word that is part of a name, BELONGING for one that says where something belongs. */
  taken: Uint8Array
}

const NAMESAKES = new Set(NAMED_AFTER_PLACES.split(/\s+/).filter(Boolean).map(fold))
/** Marks of words. */
export const NAME = 1
export const BELONGING = 2

/** The entities of an article, those of the gazetteer and people whom it does not know, in the order of their first mention. */
export function namedEntities(text: TagText, gazetteer: Gazetteer, kinds: WordKinds): NamedEntities {
  const taken = new Uint8Array(text.words.length)
  const mentions = gazetteer.find(text.words, text.parted)
  for (const { at, length, by } of mentions) taken.fill(by === 'NAME' ? NAME : BELONGING, at, at + length)
  const persons = new Map<string, Entity>()
  const surnames = new Map<string, Entity | null>()
  for (const { at, length, key } of personNames(text, kinds, taken)) {
    const form = key.split(' ', 1)[0]!
    let entity = persons.get(key)
    if (entity === undefined) {
      entity = { name: key, kind: 'PERSON', isMedium: false }
      entity.name = printed({ entity, at, length, form, by: 'NAME' }, text)
      persons.set(key, entity)
      const surname = text.words[at + length - 1]!.folded
      // A family name that two bear tells neither.
      surnames.set(surname, surnames.has(surname) ? null : entity)
    }
    taken.fill(NAME, at, at + length)
    mentions.push({ entity, at, length, form, by: 'NAME' })
  }
  for (let at = 0; surnames.size > 0 && at < text.words.length; at++) {
    const { folded } = text.words[at]!
    const entity = taken[at] === NAME ? null : surnames.get(folded)
    if (entity == null) continue
    taken[at] = NAME
    mentions.push({ entity, at, length: 1, form: folded, by: 'NAME' })
  }
  return { entities: counted(mentions, text, taken, kinds), taken }
}

function counted(mentions: readonly Mention[], text: TagText, taken: Uint8Array, kinds: WordKinds): NamedEntity[] {
  const all = new Map<Entity, NamedEntity>()
  for (const mention of [...mentions].sort((a, b) => a.at - b.at)) {
    const { entity, at, by } = mention
    if (by === 'BELONGING' ? isPersonal(mention, text, taken, kinds) : isNamesake(mention, text)) continue
    let named = all.get(entity)
    if (named === undefined) {
      named = { entity, label: entity.name, names: 0, belongings: 0, inTitle: at < text.titleLength, inLead: false, at }
      all.set(entity, named)
    }
    if (by === 'NAME' && named.names === 0) named.label = printed(mention, text)
    named[by === 'NAME' ? 'names' : 'belongings']++
    if (at >= text.titleLength && at < text.leadEnd) named.inLead = true
  }
  return [...all.values()]
}

/** «محمود المصري» is nobody of Egypt, and «المدرب الألماني شوستر» no news of Germany. */
function isPersonal({ at, length }: Mention, { words, parted }: TagText, taken: Uint8Array, kinds: WordKinds): boolean {
  if (taken[at] === NAME || (at > 0 && parted[at] !== 1 && taken[at - 1] === NAME)) return true
  const next = words[at + length]
  if (next === undefined || parted[at + length] === 1) return false
  return taken[at + length] === NAME || (taken[at + length] === 0 && kinds.of(next) === 'BARE')
}

/** «جامعة واشنطن» is no news of the city. */
function isNamesake({ entity, at }: Mention, { words, parted }: TagText): boolean {
  if (entity.kind !== 'PLACE' || at === 0 || parted[at] === 1) return false
  return nameForms(words[at - 1]!.folded).some((form) => NAMESAKES.has(form))
}

/** A name as printed, without particles before it; where they cannot be told apart as it is listed. */
function printed({ entity, at, length, form }: Mention, { words }: TagText): string {
  const { text, folded } = words[at]!
  const rest = [...words.slice(at + 1, at + length).map((word) => word.text)]
  if (folded === form) return [text, ...rest].join(' ')
  const isPlain = text.length === folded.length && folded.endsWith(form)
  return isPlain ? [text.slice(folded.length - form.length), ...rest].join(' ') : entity.name
}
