import { useEffect, useRef, useState } from 'preact/hooks'
import { sila } from '../api/client.ts'
import { PULSE } from '../api/documents.ts'
import type { StoryCard, TrendingTag } from '../api/types.ts'
import { addressOf, go } from '../place.ts'
import { dirOf } from '../words/dir-of.ts'
import { say, sayCount } from '../words/say.ts'
import { When } from '../words/when.tsx'
import { within } from './card-view.tsx'
import { TrendingTags } from './trending-tags.tsx'

/** How often it is looked up anew. */
const EVERY_MS = 30_000

interface PulseData {
  stories: { nodes: StoryCard[] }
  trendingTags: TrendingTag[]
}

/** Beside the columns: what several sources tell, and what rises. */
export function Pulse() {
  const [data, setData] = useState<PulseData | null>(null)
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    const stop = new AbortController()
    const look = () => {
      // On a narrow screen there is no room for it, and nothing to be asked.
      if (document.hidden || box.current?.offsetParent === null) return
      sila()
        .query<PulseData>(PULSE, {}, { signal: stop.signal })
        // What fails is looked up again; the columns tell how the server is.
        .then(setData, () => {})
    }
    look()
    const timer = setInterval(look, EVERY_MS)
    return () => {
      clearInterval(timer)
      stop.abort()
    }
  }, [])
  return (
    <aside class="pulse" ref={box} aria-label={say('pulse')}>
      <h2>{say('stories')}</h2>
      {data && data.stories.nodes.length === 0 && <p class="note">{say('noStories')}</p>}
      <ul class="plain-list">
        {data?.stories.nodes.map((story) => (
          <StoryItem key={story.id} story={story} />
        ))}
      </ul>
      <h2>{say('trending')}</h2>
      {data && data.trendingTags.length === 0 && <p class="note">{say('noTrends')}</p>}
      <TrendingTags tags={data?.trendingTags ?? []} />
    </aside>
  )
}

function StoryItem({ story }: { story: StoryCard }) {
  const opened = { kind: 'story', id: story.id } as const
  return (
    <li class="item">
      <h3>
        <a
          href={addressOf({ opened })}
          lang={story.lead.language}
          dir={dirOf(story.lead.direction)}
          onClick={(event) => within(event, () => go({ opened }))}
        >
          {story.title}
        </a>
      </h3>
      <p class="meta">
        <span>{sayCount('sources', story.sourceCount)}</span>
        <span>{sayCount('articles', story.articleCount)}</span>
        <When at={story.latestActivityAt} />
      </p>
    </li>
  )
}
