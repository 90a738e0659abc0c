import type { DeliveredArticle } from '../entities/delivered-article.ts'
import type { TaggingOrigin } from '../entities/enums.ts'
import { seenTags } from '../linking/site-menus.ts'
import type { TaggableArticle } from '../linking/tag-text.ts'
import type { Draft } from './draft.ts'
import type { Window } from './window.ts'
import type { Workspace } from './workspace.ts'

const DAY_MS = 86_400_000

/** Whether one origin of a tag leaves nothing to say to another: what a publisher says is not said again because a text shows it. */
const says = (known: TaggingOrigin, origin: TaggingOrigin): boolean =>
  known === origin || (known !== 'SITE_MENU' && origin !== 'PUBLISHER')

/** The tags of one batch: those that publishers gave, checked against the text, and those that texts show. */
export class TagBook {
  constructor(
    private readonly workspace: Workspace,
    private readonly window: Window,
    private readonly changed: Set<Draft>,
  ) {}

  /**
   * Gives an article its tags; whether it shows new ones. Tags only add up: two feeds of one publisher file an article under
   * different ones, and both are right. What is found to be the site's menu is kept, and is no news of the article.
   */
  async tag(draft: Draft, text: TaggableArticle, given: DeliveredArticle['taggings']): Promise<boolean> {
    const before = draft.taggings.length
    const isMenu = (slug: string) => this.window.menus.isMenu(draft.sourceId, slug)
    const tags = this.window.tagger.tagsOf(text, given, isMenu)
    await this.workspace.tags.need(tags.map(({ name }) => name))
    for (const { name, label, kind, origin, confidence } of tags) {
      const tag = this.workspace.tags.tag(name, kind)
      if (tag === null || draft.taggings.some((known) => known.tagId === tag.id && says(known.origin, origin))) continue
      const position = draft.taggings.length + 1
      draft.taggings.push({ articleId: draft.id, tagId: tag.id, slug: tag.slug, origin, label, confidence, position })
    }
    const added = draft.taggings.slice(before)
    if (added.length > 0) this.changed.add(draft)
    return added.some(({ origin }) => origin !== 'SITE_MENU')
  }

  /** Learns from the tags of a new article what its source prints among those of every article. */
  learn(draft: Draft, at: Date): void {
    this.window.menus.learn(draft.sourceId, Math.floor(at.getTime() / DAY_MS), seenTags(draft.taggings))
  }
}
