import type { Analyzer } from '../arabic/analyzer.ts'
import { slugify } from '../arabic/fold.ts'
import type { TaggingOrigin, TagKind } from '../entities/enums.ts'
import { extractedTags } from './extracted-tags.ts'
import type { Gazetteer } from './gazetteer.ts'
import { GivenTags } from './given-tags.ts'
import { namedEntities } from './named-entities.ts'
import { type TaggableArticle, tagText } from './tag-text.ts'
import { WordKinds } from './word-kinds.ts'

/** A tag that came with the article. */
export interface GivenTag {
  label: string
  origin: TaggingOrigin
  confidence: number
}

/** A tag as it is decided: `name` is the tag's own, `label` what the publisher or the article prints. */
export interface ArticleTag {
  name: string
  label: string
  kind: TagKind
  origin: TaggingOrigin
  /** 0 to 1. */
  confidence: number
}

/** Whether a tag, by its slug, belongs to the menu of the article's source. */
export type IsMenu = (slug: string) => boolean

const NO_MENU: IsMenu = () => false

/** Decides the tags of articles. Two taggers over analyzers of one table decide alike. */
export class Tagger {
  readonly #kinds: WordKinds

  constructor(
    private readonly analyzer: Analyzer,
    private readonly gazetteer: Gazetteer,
  ) {
    this.#kinds = new WordKinds(analyzer.table)
  }

  /**
   * The tags of an article, best first: those that its publisher gave, checked against the text, and those that the text itself
   * shows. What belongs to the site's menu comes last as SITE_MENU; no slug comes twice.
   */
  tagsOf(article: TaggableArticle, given: readonly GivenTag[] = [], isMenu: IsMenu = NO_MENU): ArticleTag[] {
    const text = tagText(article)
    const named = namedEntities(text, this.gazetteer, this.#kinds)
    const checked = new GivenTags(this.analyzer, this.gazetteer, text, named.entities).check(given, isMenu)
    const own = extractedTags(text, named, this.#kinds, (lexeme) => this.analyzer.rarity(lexeme))
    const said = new Set(checked.filter(({ origin }) => origin !== 'SITE_MENU').map((tag) => this.#entityOf(tag)))
    const bySlug = new Map<string, ArticleTag>()
    for (const tag of [...checked, ...own.filter(({ name }) => !said.has(name))]) {
      const slug = slugify(tag.name)
      const known = bySlug.get(slug)
      // What the text shows by itself is no menu, whoever else lists it.
      if (slug !== '' && (known === undefined || (known.origin === 'SITE_MENU' && tag.origin !== 'SITE_MENU')))
        bySlug.set(slug, tag)
    }
    return [...bySlug.values()].sort((a, b) => rank(b) - rank(a))
  }

  /** «ترامب» says what «دونالد ترامب» says. */
  #entityOf({ name }: ArticleTag): string {
    return this.gazetteer.named(name)?.name ?? name
  }
}

/** Sections tell least of all tags that are about the article, menus nothing. */
function rank({ origin, kind, confidence }: ArticleTag): number {
  return confidence - (origin === 'SITE_MENU' ? 2 : kind === 'SECTION' ? 1 : 0)
}
