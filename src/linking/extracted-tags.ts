import { fold } from '../arabic/fold.ts'
import type { ArticleTag } from './article-tags.ts'
import { type Keyphrase, keyphrases } from './keyphrases.ts'
import type { NamedEntities, NamedEntity } from './named-entities.ts'
import type { TagText } from './tag-text.ts'
import type { WordKinds } from './word-kinds.ts'

/** Of an article at most: readers look at few, and each further one is less sure. */
const MOST = 8
/** Mentions that make an entity of the body a subject, and fewer where the lead has it already. */
const LEAST_MENTIONS = 3
const LEAST_MENTIONS_LED = 2
/** An entity named so much less than the one named most stands at the margin. */
const LEAST_SHARE = 0.25
/** «الليبية» says ليبيا half as clearly as «ليبيا» does. */
const BELONGING_WEIGHT = 0.5
const ENTITY_BASE = 0.6
const PHRASE_BASE = 0.55
const MOST_SURE = 0.95

/** The tags that a text shows by itself: whom and what it names much or in its title, and its keyphrases. Best first. */
export function extractedTags(
  text: TagText,
  named: NamedEntities,
  kinds: WordKinds,
  rarity: (lexeme: string) => number,
): ArticleTag[] {
  const most = Math.max(1, ...named.entities.map(weightOf))
  const entities = named.entities.filter((entity) => isSubject(entity, most))
  const tags = entities.map((entity) => entityTag(entity, most))
  const names = tags.map(({ name }) => ` ${fold(name)} `)
  for (const phrase of keyphrases(text, kinds, rarity, named.taken)) {
    if (!names.some((name) => name.includes(` ${fold(phrase.label)} `))) tags.push(phraseTag(phrase))
  }
  return tags.sort((a, b) => b.confidence - a.confidence).slice(0, MOST)
}

const weightOf = ({ names, belongings }: NamedEntity): number => names + BELONGING_WEIGHT * belongings

function isSubject(entity: NamedEntity, most: number): boolean {
  const { names, belongings, inTitle, inLead } = entity
  const weight = weightOf(entity)
  if (entity.entity.isMedium) return inTitle && names >= 2
  if (inTitle)
    return names >= 1 ? names + belongings >= 2 || entity.entity.kind !== 'PERSON' : belongings >= LEAST_MENTIONS
  if (names === 0) return belongings >= 2 * LEAST_MENTIONS && inLead
  if (names === 1) return belongings >= LEAST_MENTIONS && inLead
  return weight >= Math.max(inLead ? LEAST_MENTIONS_LED : LEAST_MENTIONS, LEAST_SHARE * most)
}

function entityTag(named: NamedEntity, most: number): ArticleTag {
  const { entity, inTitle, inLead } = named
  const share = Math.min(1, weightOf(named) / most)
  const confidence = ENTITY_BASE + (inTitle ? 0.15 : 0) + (inLead ? 0.05 : 0) + 0.15 * share
  return {
    name: entity.name,
    label: named.names === 0 ? entity.name : named.label,
    kind: entity.kind,
    origin: 'EXTRACTED',
    confidence: Math.min(MOST_SURE, confidence),
  }
}

function phraseTag({ label, count, inTitle, length }: Keyphrase): ArticleTag {
  const confidence = PHRASE_BASE + (inTitle ? 0.1 : 0) + Math.min(0.15, 0.03 * count) - (length === 1 ? 0.1 : 0)
  return { name: label, label, kind: 'TOPIC', origin: 'EXTRACTED', confidence }
}
