import { isDeepStrictEqual } from 'node:util'
import type { DeliveredArticle } from '../entities/delivered-article.ts'
import { Revision } from '../entities/revision.ts'
import { headlineKey } from '../linking/keys.ts'
import { paragraphChanges } from '../linking/paragraph-changes.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Draft } from './draft.ts'
import { earlier, isLate, type Publication } from './publication.ts'
import type { Workspace } from './workspace.ts'

/** Takes over into known articles what is new about them: text, dates and what stands beside the text. */
export class ArticleEditor {
  readonly revisions: Revision[] = []
  readonly changedBodies = new Set<Draft>()

  constructor(
    private readonly workspace: Workspace,
    private readonly recorder: ChangeRecorder,
  ) {}

  /** Takes over a changed title or body; null where neither changed. */
  reviseText(draft: Draft, { title, blocks }: DeliveredArticle): Revision | null {
    const { article } = draft
    const paragraphs = blocks === null ? [] : paragraphChanges(draft.blocks ?? [], blocks)
    this.#replaceBody(draft, blocks)
    if (article.title === title && paragraphs.length === 0) return null
    const formerKey = article.titleKey
    Object.assign(article, { title, titleKey: headlineKey(title), revisedAt: this.recorder.at })
    this.workspace.retitle(draft, formerKey)
    const id = this.workspace.ids.next('revision')
    const revision = Object.assign(new Revision(), { id, articleId: draft.id, at: this.recorder.at, title, paragraphs })
    this.revisions.push(revision)
    return revision
  }

  #replaceBody(draft: Draft, blocks: DeliveredArticle['blocks']): void {
    if (blocks === null || isDeepStrictEqual(draft.blocks, blocks)) return
    draft.blocks = blocks
    this.changedBodies.add(draft)
  }

  /** Takes over a body that was read better; the title stays, by which others know the article. */
  replaceText(draft: Draft, { blocks }: DeliveredArticle): void {
    this.#replaceBody(draft, blocks)
  }

  /** Takes over what changed beside the text. */
  retouch(draft: Draft, item: DeliveredArticle, identity: Publication): boolean {
    const { article } = draft
    const before = { ...article }
    if (article.url === null && item.url !== null) article.url = item.url
    if (article.publishedAtPrecision === 'OBSERVED' && identity.publishedAtPrecision !== 'OBSERVED') {
      article.publishedAt = earlier(identity.publishedAt, article.observedAt)
      article.publishedAtPrecision = identity.publishedAtPrecision
      article.isLate = isLate(article, article.ingestedAt)
    }
    article.excerpt = item.excerpt ?? article.excerpt
    article.authors = item.authors ?? article.authors
    article.image = item.image ?? article.image
    if (item.blocks !== null && item.language !== 'und') {
      article.language = item.language
      article.direction = item.direction
    }
    return !isDeepStrictEqual(before, { ...article })
  }
}
