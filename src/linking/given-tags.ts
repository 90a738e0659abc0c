import type { AnalyzedToken, Analyzer } from '../arabic/analyzer.ts'
import { fold, slugify } from '../arabic/fold.ts'
import type { ArticleTag, GivenTag, IsMenu } from './article-tags.ts'
import { NO_TAGS, SECTIONS } from './data/sections.ts'
import type { Gazetteer } from './gazetteer.ts'
import type { NamedEntity } from './named-entities.ts'
import type { TagText } from './tag-text.ts'

/** How sure a publisher's tag is: its words stand together in the title, in the text, apart in it, or not at all. */
const IN_TITLE = 1
const IN_TEXT = 0.9
const APART = 0.7
const ABSENT = 0.5
/** A section is right, but tells little: it stands after what the article is about. */
const SECTION = 0.4
/** A menu says what the site has, hardly what the article is about. */
const MENU = 0.3

/** From this on a tag is borne out by its text. */
export const SUPPORTED = APART

const names = (list: string): ReadonlySet<string> =>
  new Set(
    list
      .split(/[|\n]/)
      .map((name) => slugify(name))
      .filter(Boolean),
  )
const SECTION_SLUGS = names(SECTIONS)
const NO_TAG_SLUGS = names(NO_TAGS)
/** «أخبار الرياضة» and «world news» name the desks that «الرياضة» and «world» name. */
const NEWS = /^(?:اخبار|news)-|-news$/
/** «middleEast» is how the programs of a site write two words. */
const WORD_WITHIN = /(?<=[a-z])(?=[A-Z])/g
/** What lists made by counting word pairs leave at the ends of a tag («في ليبيا»). */
const PARTICLES: ReadonlySet<string> = new Set('في من على إلى عن مع بين ثم أو و'.split(' ').map(fold))
/** «علي» begins a name, however it is folded. */
const isNoParticle = ({ text, folded }: AnalyzedToken): boolean => text === 'علي' || !PARTICLES.has(folded)
/** The preposition and the name are one word when folded, so that alone it says nothing. */
const NEVER_ALONE = new Set(['على', 'علي'].map(fold))

/** The tags that came with an article, checked against its text. */
export class GivenTags {
  readonly #places = new Map<string, number[]>()
  /** Whether the article itself uses Persian letters; null before it is asked. */
  #isPersian: boolean | null = null

  constructor(
    private readonly analyzer: Analyzer,
    private readonly gazetteer: Gazetteer,
    private readonly text: TagText,
    private readonly entities: readonly NamedEntity[],
  ) {}

  /** Decides each tag. One that says nothing (a stop word, a number, «على» alone) is shown no more than a menu is. */
  check(given: readonly GivenTag[], isMenu: IsMenu): ArticleTag[] {
    if (given.length > 0 && this.#places.size === 0) this.#learnPlaces()
    return given.flatMap((tag) => {
      const { label, words } = this.#cleaned(tag.label)
      if (label === '') {
        const said = { name: tag.label, label: tag.label, kind: 'TOPIC' as const }
        return [{ ...said, origin: 'SITE_MENU' as const, confidence: Math.min(tag.confidence, MENU) }]
      }
      const slug = slugify(label)
      const checked = { name: label, label, kind: this.#kindOf(label), origin: tag.origin }
      if (tag.origin === 'EDITOR') return [{ ...checked, confidence: tag.confidence }]
      const isSection = checked.kind === 'SECTION'
      const support = isSection ? SECTION : this.#support(label, words)
      const isListed = tag.origin === 'SITE_MENU' || NO_TAG_SLUGS.has(slug)
      return isListed || (!isSection && support < SUPPORTED && isMenu(slug))
        ? [{ ...checked, origin: 'SITE_MENU' as const, confidence: Math.min(tag.confidence, MENU) }]
        : [{ ...checked, confidence: Math.min(tag.confidence, support) }]
    })
  }

  /** The label without # and _, without particles at its ends, in Arabic letters unless the article itself uses Persian ones. */
  #cleaned(label: string): { label: string; words: AnalyzedToken[] } {
    const plain = label.replaceAll('_', ' ').replace(/^#+/, '').trim()
    this.#isPersian ??= this.text.words.some(({ text }) => PERSIAN.test(text))
    const printed = this.#isPersian ? plain : inArabicLetters(plain)
    const tokens = this.analyzer.analyze(printed)
    const [first, last] = [tokens.findIndex(isNoParticle), tokens.findLastIndex(isNoParticle)]
    const words = first === -1 ? [] : tokens.slice(first, last + 1)
    if (!this.#says(words)) return { label: '', words: [] }
    const begin = first === 0 ? 0 : words[0]!.start
    const end = last === tokens.length - 1 ? printed.length : words.at(-1)!.end
    return { label: printed.slice(begin, end), words }
  }

  /** Whether words can be a tag at all: not with numbers, stop words or that one preposition alone. */
  #says(words: readonly AnalyzedToken[]): boolean {
    if (words.length === 1 && NEVER_ALONE.has(words[0]!.folded)) return false
    return words.some(({ text, folded }) => /\p{L}/u.test(text) && !this.analyzer.isStopWord(folded))
  }

  #kindOf(label: string): ArticleTag['kind'] {
    return isSection(label) ? 'SECTION' : (this.gazetteer.named(label)?.kind ?? 'TOPIC')
  }

  #support(label: string, words: readonly AnalyzedToken[]): number {
    const together = (this.#places.get(words[0]!.lexeme) ?? []).filter((at) =>
      words.every(({ lexeme }, index) => this.text.words[at + index]?.lexeme === lexeme),
    )
    if (together.some((at) => at < this.text.titleLength)) return IN_TITLE
    if (together.length > 0) return IN_TEXT
    const entity = this.gazetteer.named(label)
    if (entity !== null && this.entities.some((named) => named.entity === entity)) return IN_TEXT
    const telling = words.filter(({ folded }) => !this.analyzer.isStopWord(folded))
    return telling.length > 1 && telling.every(({ lexeme }) => this.#places.has(lexeme)) ? APART : ABSENT
  }

  #learnPlaces(): void {
    for (const [at, { lexeme }] of this.text.words.entries()) {
      const places = this.#places.get(lexeme)
      if (places === undefined) this.#places.set(lexeme, [at])
      else places.push(at)
    }
  }
}

function isSection(label: string): boolean {
  const slug = slugify(label.replace(WORD_WITHIN, ' '))
  return SECTION_SLUGS.has(slug) || SECTION_SLUGS.has(slug.replace(NEWS, ''))
}

const PERSIAN = /[یک]/
const inArabicLetters = (text: string): string => text.replaceAll('ی', 'ي').replaceAll('ک', 'ك')
