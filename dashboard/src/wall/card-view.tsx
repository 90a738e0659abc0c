import type { ComponentChildren } from 'preact'
import type { Card } from '../api/types.ts'
import { addressOf, go } from '../place.ts'
import { dirOf } from '../words/dir-of.ts'
import { say, sayCount } from '../words/say.ts'
import { When } from '../words/when.tsx'

/** Follows a link within the page, and leaves alone what asks for another tab. */
export function within(event: MouseEvent, follow: () => void): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  follow()
}

interface Leading extends Pick<Card, 'id' | 'language' | 'direction'> {
  title: ComponentChildren
}

/** Leads to an article within the page. */
export function ArticleLink({ id, title, language, direction }: Leading) {
  const opened = { kind: 'article', id } as const
  return (
    <a
      href={addressOf({ opened })}
      lang={language}
      dir={dirOf(direction)}
      onClick={(event) => within(event, () => go({ opened }))}
    >
      {title}
    </a>
  )
}

export function StoryLink({ story }: { story: NonNullable<Card['story']> }) {
  const opened = { kind: 'story', id: story.id } as const
  return (
    <a
      class="story-link"
      href={addressOf({ opened })}
      title={say('openStory')}
      onClick={(event) => within(event, () => go({ opened }))}
    >
      {story.sourceCount > 1 ? sayCount('sources', story.sourceCount) : sayCount('articles', story.articleCount)}
    </a>
  )
}

/** What a list shows of an article. */
export function CardBody({ card, id }: { card: Card; id: string }) {
  const isWithdrawn = card.status === 'WITHDRAWN'
  return (
    <>
      <p class="meta">
        <bdi class="source">{card.source.name}</bdi>
        <When at={card.publishedAt} precision={card.publishedAtPrecision} />
        {card.isLate && <span class="badge">{say('archive')}</span>}
        {isWithdrawn && <span class="badge alarm">{say('withdrawn')}</span>}
        {card.story && card.story.articleCount > 1 && <StoryLink story={card.story} />}
      </p>
      <h3 class={isWithdrawn ? 'gone' : undefined} id={id}>
        <ArticleLink {...card} />
      </h3>
      {card.excerpt && (
        <p class="excerpt">
          <span lang={card.language} dir={dirOf(card.direction)}>
            {card.excerpt}
          </span>
        </p>
      )}
    </>
  )
}
