import { sila } from '../api/client.ts'
import { ARTICLE } from '../api/reading-documents.ts'
import type { WholeArticle } from '../api/reading-types.ts'
import type { Card } from '../api/types.ts'
import { AskedState } from '../asked-state.tsx'
import { moment } from '../format.ts'
import { Icon } from '../icons.tsx'
import { useAgain, useQuery } from '../use-query.ts'
import { ArticleLink, StoryLink } from '../wall/card-view.tsx'
import { openFeeds } from '../wall/columns.ts'
import { dirOf } from '../words/dir-of.ts'
import { say } from '../words/say.ts'
import { When } from '../words/when.tsx'
import { Blocks } from './blocks.tsx'
import { CopyList, RelatedList } from './lists.tsx'
import { Revisions } from './revisions.tsx'
import { TagList } from './tag-list.tsx'

/** One article with everything around it. */
export function ArticleView({ id }: { id: string }) {
  const asked = useQuery((signal) => sila().query<{ article: WholeArticle | null }>(ARTICLE, { id }, { signal }), [id])
  useAgain(cardHeard(id), asked.again)
  if (asked.data === null) return <AskedState asked={asked} />
  const { article } = asked.data
  if (article === null) return <p class="empty">{say('notFound')}</p>
  return (
    <article class="whole" aria-labelledby="article-title">
      <Head article={article} />
      {article.status === 'WITHDRAWN' ? <Gone article={article} /> : <Text article={article} />}
      <RelatedList title={say('readAlso')} note={say('readAlsoNote')} links={article.readAlso} kind="read-also" />
      <RelatedList title={say('similar')} note={say('similarNote')} links={article.similar} kind="similar" />
      <Copies article={article} />
      <Revisions revisions={article.revisions} direction={article.direction} />
    </article>
  )
}

/** What columns show of it, another once they heard of a change. */
function cardHeard(id: string): Card | null {
  for (const { state } of openFeeds()) {
    const card = state.value.items.find((one) => one.id === id)
    if (card) return card
  }
  return null
}

function Head({ article }: { article: WholeArticle }) {
  const { title, language, direction, source, authors, url, story, revisedAt } = article
  return (
    <header>
      <p class="meta">
        <bdi class="source">{source.name}</bdi>
        <When at={article.publishedAt} precision={article.publishedAtPrecision} />
        {article.isLate && <span class="badge">{say('archive')}</span>}
        {revisedAt && (
          <span>
            {say('revised')} <When at={revisedAt} />
          </span>
        )}
      </p>
      <h2 id="article-title" lang={language} dir={dirOf(direction)}>
        {title}
      </h2>
      {authors.length > 0 && (
        <p class="byline">
          {say('by')} <bdi>{authors.join('، ')}</bdi>
        </p>
      )}
      <p class="ways">
        {url && (
          <a href={url} target="_blank" rel="noopener noreferrer">
            {say('atPublisher')} <Icon name="outside" />
          </a>
        )}
        {story && story.articleCount > 1 && (
          <span>
            {say('story')}: <StoryLink story={story} />
          </span>
        )}
      </p>
    </header>
  )
}

function Gone({ article }: { article: WholeArticle }) {
  return (
    <p class="withheld">
      {say('withdrawn')}
      {article.replacedBy && (
        <>
          {' · '}
          {say('replacedBy')}: <ArticleLink {...article.replacedBy} />
        </>
      )}
    </p>
  )
}

function Text({ article }: { article: WholeArticle }) {
  const { blocks, excerpt, display, tags, language, direction } = article
  return (
    <>
      {blocks.length > 0 ? (
        <Blocks blocks={blocks} language={language} direction={direction} />
      ) : (
        excerpt && (
          <p class="body" lang={language} dir={dirOf(direction)}>
            {excerpt}
          </p>
        )
      )}
      {display !== 'FULL' && <p class="withheld">{say('withheld')}</p>}
      <TagList tags={tags} />
      <p class="note">
        {say('ingested')}: <bdi>{moment(new Date(article.ingestedAt))}</bdi>
      </p>
    </>
  )
}

function Copies({ article: { copyOf, copies } }: { article: WholeArticle }) {
  if (copyOf === null && copies.length === 0) return null
  return (
    <section class="around">
      <h3>{say('copies')}</h3>
      {copyOf && (
        <p class="meta">
          <span>{say('firstPublished')}:</span> <bdi class="source">{copyOf.source.name}</bdi>
        </p>
      )}
      <CopyList copies={copies.length > 0 ? copies : [copyOf!]} />
    </section>
  )
}
