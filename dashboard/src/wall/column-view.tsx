import { useEffect, useRef } from 'preact/hooks'
import { type Column, filterWord, moved } from '../address.ts'
import { Icon } from '../icons.tsx'
import { columns } from '../place.ts'
import { say, sayCount } from '../words/say.ts'
import { CardBody } from './card-view.tsx'
import { editColumn } from './column-editor.tsx'
import type { ColumnFeed } from './column-feed.ts'
import { titleOf } from './columns.ts'

/** Pixels from the top within which the reader is taken to be there. */
const TOP = 8

/** One column: what its filter finds, as it comes. */
export function ColumnView({ column, feed, index }: { column: Column; feed: ColumnFeed; index: number }) {
  const list = useRef<HTMLDivElement>(null)
  const title = titleOf(column)
  const { items, hasOlder } = feed.state.value
  const loading = feed.loading.value
  const failure = feed.failure.value
  const heading = `column-${index}`

  useEffect(() => {
    // Nothing is put in above an item that the keyboard stands on; who looks at another tab is not at the top.
    feed.isAtTop = () => {
      const { current } = list
      return (
        current !== null &&
        !document.hidden &&
        current.scrollTop <= TOP &&
        current.querySelector('article:focus-visible, article :focus-visible') === null
      )
    }
  }, [feed])
  const onScroll = () => {
    if (feed.state.value.waitingCount > 0 && !feed.paused.value && feed.isAtTop()) feed.showNew()
  }
  const showNew = () => {
    feed.showNew()
    list.current?.scrollTo({ top: 0 })
    list.current?.focus({ preventScroll: true })
  }

  return (
    <section class="column" aria-labelledby={heading} data-column={index}>
      <ColumnHead column={column} feed={feed} index={index} title={title} heading={heading} />
      {feed.hadGap.value && <p class="note">{say('gap')}</p>}
      <NewItems feed={feed} show={showNew} />
      <div
        class="feed"
        role="feed"
        aria-busy={loading}
        aria-labelledby={heading}
        tabIndex={-1}
        ref={list}
        onScroll={onScroll}
      >
        {items.map((card, place) => (
          <article
            key={card.id}
            class="card"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the articles of a feed take the focus, as its pattern has it
            tabIndex={0}
            data-id={card.id}
            aria-posinset={place + 1}
            aria-setsize={-1}
            aria-labelledby={`${heading}-${card.id}`}
          >
            <CardBody card={card} id={`${heading}-${card.id}`} />
          </article>
        ))}
      </div>
      {items.length === 0 && !loading && failure === null && <p class="empty">{say('emptyColumn')}</p>}
      {items.length === 0 && loading && <p class="empty">{say('loading')}…</p>}
      {failure !== null && (
        <p class="empty" role="alert">
          {say('failed', { why: failure })}{' '}
          <button type="button" class="plain" onClick={() => feed.restart()}>
            {say('retry')}
          </button>
        </p>
      )}
      {hasOlder && items.length > 0 && (
        <button type="button" class="older" disabled={loading} onClick={() => void feed.loadOlder()}>
          {loading ? `${say('loading')}…` : say('older')}
        </button>
      )}
    </section>
  )
}

/** «٣ أخبار جديدة», while they wait. */
function NewItems({ feed, show }: { feed: ColumnFeed; show: () => void }) {
  const count = feed.state.value.waitingCount
  if (count === 0) return null
  return (
    <button type="button" class="new-items" onClick={show}>
      <Icon name="up" />
      {sayCount('newItems', count)}
    </button>
  )
}

interface Head {
  column: Column
  feed: ColumnFeed
  index: number
  title: string
  heading: string
}

function ColumnHead({ column, feed, index, title, heading }: Head) {
  const menu = useRef<HTMLDetailsElement>(null)
  const paused = feed.paused.value
  const last = columns.value.length - 1
  const move = (to: number) => {
    columns.value = moved(columns.value, index, to)
  }
  const act = (action: () => void) => () => {
    menu.current?.removeAttribute('open')
    action()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what it can be dragged for, its menu does as well
    <header
      class="column-head"
      draggable
      onDragStart={(event) => event.dataTransfer?.setData('text/x-sila-column', filterWord(column.filter))}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes('text/x-sila-column')) event.preventDefault()
      }}
      onDrop={(event) => {
        const word = event.dataTransfer?.getData('text/x-sila-column')
        const from = columns.value.findIndex(({ filter }) => filterWord(filter) === word)
        event.preventDefault()
        if (from >= 0) columns.value = moved(columns.value, from, index)
      }}
    >
      <h2 id={heading}>
        <bdi>{title}</bdi>
      </h2>
      <button
        type="button"
        class="icon-button"
        aria-pressed={paused}
        aria-label={`${say(paused ? 'resume' : 'pause')}: ${title}`}
        title={say(paused ? 'resume' : 'pause')}
        onClick={() => {
          feed.paused.value = !paused
          if (paused && feed.isAtTop()) feed.showNew()
        }}
      >
        <Icon name={paused ? 'play' : 'pause'} />
      </button>
      <details class="menu" ref={menu} onToggle={() => closeOnLeave(menu.current)}>
        <summary class="icon-button" aria-label={say('columnMenu', { title })}>
          <Icon name="more" />
        </summary>
        <div class="menu-items">
          <button type="button" onClick={act(() => editColumn(index))}>
            {say('editColumn')}
          </button>
          <button type="button" disabled={index === 0} onClick={act(() => move(index - 1))}>
            {say('moveBack')}
          </button>
          <button type="button" disabled={index === last} onClick={act(() => move(index + 1))}>
            {say('moveOn')}
          </button>
          <button
            type="button"
            disabled={last === 0}
            onClick={act(() => {
              columns.value = columns.value.filter((_, place) => place !== index)
            })}
          >
            {say('removeColumn')}
          </button>
        </div>
      </details>
    </header>
  )
}

/** An open menu closes when something outside of it is used. */
function closeOnLeave(menu: HTMLDetailsElement | null): void {
  if (!menu?.open) return
  const leave = (event: Event) => {
    if (event instanceof KeyboardEvent && event.key !== 'Escape') return
    if (!(event instanceof KeyboardEvent) && menu.contains(event.target as Node)) return
    menu.open = false
    for (const name of ['pointerdown', 'keydown', 'focusin']) document.removeEventListener(name, leave)
  }
  for (const name of ['pointerdown', 'keydown', 'focusin']) document.addEventListener(name, leave)
}
