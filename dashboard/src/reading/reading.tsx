import { useEffect, useRef } from 'preact/hooks'
import type { Opened } from '../address.ts'
import { Icon } from '../icons.tsx'
import { go } from '../place.ts'
import { say } from '../words/say.ts'
import { ArticleView } from './article-view.tsx'
import { StoryView } from './story-view.tsx'

/** The pane in which an article or a story is read, beside the wall or over it where there is no room. */
export function Reading({ opened }: { opened: Opened }) {
  const pane = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    const card = before?.closest<HTMLElement>('.card')?.dataset.id
    pane.current?.focus({ preventScroll: true })
    pane.current?.scrollTo({ top: 0 })
    return () => {
      // The reader is where he was, also where the item was drawn anew meanwhile.
      const back = before?.isConnected ? before : document.querySelector<HTMLElement>(`.card[data-id="${card}"] h3 a`)
      back?.focus({ preventScroll: true })
    }
  }, [])
  return (
    <section class="reading" ref={pane} tabIndex={-1} aria-label={say('reading')}>
      <button
        type="button"
        class="icon-button close"
        aria-label={say('close')}
        title={say('close')}
        onClick={() => go({ opened: null })}
      >
        <Icon name="close" />
      </button>
      {opened.kind === 'article' ? <ArticleView id={opened.id} /> : <StoryView id={opened.id} />}
    </section>
  )
}
