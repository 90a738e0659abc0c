import { sila } from '../api/client.ts'
import { STORY } from '../api/reading-documents.ts'
import type { WholeStory } from '../api/reading-types.ts'
import { AskedState } from '../asked-state.tsx'
import { day, hour } from '../format.ts'
import { addressOf, go } from '../place.ts'
import { useAgain, useQuery } from '../use-query.ts'
import { ArticleLink, within } from '../wall/card-view.tsx'
import { openFeeds } from '../wall/columns.ts'
import { dirOf } from '../words/dir-of.ts'
import { say, sayCount } from '../words/say.ts'
import { When } from '../words/when.tsx'
import { TagList } from './tag-list.tsx'

type Told = WholeStory['articles']['nodes'][number]
/** Pages of a story's articles that are shown. */
const MOST_PAGES = 4

async function askStory(id: string, signal: AbortSignal): Promise<{ story: WholeStory | null }> {
  let after: string | null = null
  let whole: WholeStory | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const { story }: { story: WholeStory | null } = await sila().query<{ story: WholeStory | null }>(
      STORY,
      { id, after },
      { signal },
    )
    if (story === null) return { story: whole }
    const nodes: Told[] = [...(whole?.articles.nodes ?? []), ...story.articles.nodes]
    whole = { ...story, articles: { ...story.articles, nodes } }
    if (!story.articles.pageInfo.hasNextPage) break
    after = story.articles.pageInfo.endCursor
  }
  return { story: whole }
}

/** What several sources tell of one event, in the order in which they told it. */
export function StoryView({ id }: { id: string }) {
  const asked = useQuery((signal) => askStory(id, signal), [id])
  useAgain(countHeard(id), asked.again)
  if (asked.data === null) return <AskedState asked={asked} />
  const { story } = asked.data
  if (story === null) return <p class="empty">{say('notFound')}</p>
  return (
    <article class="whole" aria-labelledby="story-title">
      <header>
        <p class="meta">
          <span class="source">{say('story')}</span>
          <span>{sayCount('sources', story.sourceCount)}</span>
          <span>{sayCount('articles', story.articleCount)}</span>
          <When at={story.latestActivityAt} />
        </p>
        <h2 id="story-title" lang={story.lead.language} dir={dirOf(story.lead.direction)}>
          {story.title}
        </h2>
      </header>
      {story.mergedInto && <MergedInto story={story.mergedInto} />}
      <section class="around">
        <h3>{say('sources')}</h3>
        <ul class="tags still">
          {story.sources.map(({ slug, name }) => (
            <li key={slug}>
              <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      </section>
      <section class="around">
        <h3>{say('timeline')}</h3>
        <ol class="timeline">
          {story.articles.nodes.map((article, index) => (
            <Moment key={article.id} article={article} before={story.articles.nodes[index - 1]} />
          ))}
        </ol>
      </section>
      <TagList tags={story.tags} />
    </article>
  )
}

/** How many articles a story has by now, as far as columns have heard of it. */
function countHeard(id: string): number | null {
  for (const { state } of openFeeds()) {
    const told = state.value.items.find(({ story }) => story?.id === id)
    if (told) return told.story!.articleCount
  }
  return null
}

function MergedInto({ story }: { story: { id: string; title: string } }) {
  const opened = { kind: 'story', id: story.id } as const
  return (
    <p class="withheld">
      {say('mergedInto')}:{' '}
      <a href={addressOf({ opened })} dir="auto" onClick={(event) => within(event, () => go({ opened }))}>
        {story.title}
      </a>
    </p>
  )
}

/** One article of the timeline, with its day where that is another than the day before. */
function Moment({ article, before }: { article: Told; before: Told | undefined }) {
  const zoneOf = ({ publishedAtPrecision }: Told) => (publishedAtPrecision === 'DAY' ? 'UTC' : undefined)
  const at = new Date(article.publishedAt)
  const date = day(at, zoneOf(article))
  const isNewDay = before === undefined || day(new Date(before.publishedAt), zoneOf(before)) !== date
  return (
    <>
      {isNewDay && <li class="timeline-day">{date}</li>}
      <li class="moment">
        <time dateTime={article.publishedAt}>{article.publishedAtPrecision === 'DAY' ? '–' : hour(at)}</time>
        <div>
          <h4>
            <ArticleLink {...article} />
          </h4>
          <p class="meta">
            <bdi class="source">{article.source.name}</bdi>
            {article.copyOf && <span class="badge">{say('isCopy')}</span>}
          </p>
        </div>
      </li>
    </>
  )
}
