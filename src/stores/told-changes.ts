import type { Revision } from '../entities/revision.ts'
import type { ArticleRow } from './article-store.ts'
import { encodeChangeCursor } from './change-cursor.ts'
import type { LoggedChange } from './change-store.ts'
import type { LinkRow } from './link-store.ts'
import type { Loaders } from './loaders.ts'
import type { StoryRow } from './story-store.ts'

/** What clients are told of a change: what it is about, as that is now. */
export type ToldChange = { cursor: string; at: Date } & (
  | { type: 'ARTICLE_INGESTED'; article: ArticleRow }
  | { type: 'ARTICLE_UPDATED'; article: ArticleRow; revision: Revision | null }
  | { type: 'ARTICLE_WITHDRAWN'; article: ArticleRow; reason: string | null }
  | { type: 'LINK_RESOLVED'; link: LinkRow }
  | { type: 'STORY_CHANGED'; story: StoryRow }
)

/**
 * What clients are told of changes, in their order; null where there is nothing to tell any more. One statement a kind of thing that they
 * are about.
 */
export async function toldChanges(
  epoch: string,
  changes: readonly LoggedChange[],
  loaders: Loaders,
): Promise<(ToldChange | null)[]> {
  return await Promise.all(changes.map((change) => toldChange(epoch, change, loaders)))
}

async function toldChange(
  epoch: string,
  { position, at, type, articleId, linkId, storyId, revisionId, reason }: LoggedChange,
  loaders: Loaders,
): Promise<ToldChange | null> {
  const told = { cursor: encodeChangeCursor({ epoch, position }), at }
  switch (type) {
    case 'ARTICLE_INGESTED': {
      const article = await loaders.article.load(articleId!)
      // A replay must not bring back what was withdrawn since.
      return article?.status === 'PUBLISHED' ? { ...told, type, article } : null
    }
    case 'ARTICLE_UPDATED': {
      const [article, revision] = await Promise.all([
        loaders.article.load(articleId!),
        revisionId === null ? null : loaders.revision.load(revisionId),
      ])
      return article && { ...told, type, article, revision }
    }
    case 'ARTICLE_WITHDRAWN': {
      const article = await loaders.article.load(articleId!)
      return article && { ...told, type, article, reason }
    }
    case 'LINK_RESOLVED': {
      const link = await loaders.link.load(linkId!)
      return link && { ...told, type, link }
    }
    case 'STORY_CHANGED': {
      const story = await loaders.story.load(storyId!)
      return story && { ...told, type, story }
    }
    case 'ANALYZER_CHANGED':
      return null
    default:
      return type satisfies never
  }
}
