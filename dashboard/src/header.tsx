import { useRef } from 'preact/hooks'
import type { View } from './address.ts'
import { hour } from './format.ts'
import { Icon } from './icons.tsx'
import { addressOf, go, searchFor, view } from './place.ts'
import { openSettings } from './settings-panel.tsx'
import { within } from './wall/card-view.tsx'
import { allPaused, pauseAll } from './wall/columns.ts'
import { connection } from './wall/connection.ts'
import { say } from './words/say.ts'

/** What stands above everything: where one is, the search, and how the feed stands. */
export function Header() {
  return (
    <header class="top">
      <a
        class="brand"
        href={addressOf({ view: { kind: 'wall' }, opened: null })}
        onClick={(event) => within(event, () => go({ view: { kind: 'wall' }, opened: null }))}
      >
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M6 16a6 6 0 0 1 6-6h4v4h-4a2 2 0 0 0 0 4h4v4h-4a6 6 0 0 1-6-6zm20 0a6 6 0 0 1-6 6h-4v-4h4a2 2 0 0 0 0-4h-4v-4h4a6 6 0 0 1 6 6z" />
        </svg>
        {say('product')}
      </a>
      <nav aria-label={say('sections')}>
        <Tab to={{ kind: 'wall' }} label={say('wall')} />
        <Tab to={{ kind: 'trends' }} label={say('trends')} />
      </nav>
      <SearchField />
      <ConnectionState />
      <button
        type="button"
        class="icon-button"
        aria-pressed={allPaused.value}
        aria-label={say(allPaused.value ? 'resumeAll' : 'pauseAll')}
        title={say(allPaused.value ? 'resumeAll' : 'pauseAll')}
        onClick={() => pauseAll(!allPaused.value)}
      >
        <Icon name={allPaused.value ? 'play' : 'pause'} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={say('settings')}
        title={say('settings')}
        onClick={openSettings}
      >
        <Icon name="settings" />
      </button>
    </header>
  )
}

function Tab({ to, label }: { to: View; label: string }) {
  const isHere = view.value.kind === to.kind
  return (
    <a
      href={addressOf({ view: to, opened: null })}
      aria-current={isHere ? 'page' : undefined}
      onClick={(event) => within(event, () => go({ view: to, opened: null }))}
    >
      {label}
    </a>
  )
}

function SearchField() {
  const field = useRef<HTMLInputElement>(null)
  const query = view.value.kind === 'search' ? view.value.search.query : ''
  return (
    <search class="search-field">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const words = field.current?.value.trim() ?? ''
          if (words !== '') go({ view: searchFor(words), opened: null })
        }}
      >
        <Icon name="search" />
        <input
          key={query}
          ref={field}
          id="search"
          type="search"
          dir="auto"
          maxLength={300}
          aria-label={say('search')}
          placeholder={say('searchHint')}
          defaultValue={query}
        />
      </form>
    </search>
  )
}

function ConnectionState() {
  const state = connection.value
  const kind = allPaused.value && state.kind === 'live' ? 'paused' : state.kind
  return (
    <p class="connection" data-state={kind}>
      <span class="dot" aria-hidden="true" />
      <span>{textOf()}</span>
    </p>
  )

  function textOf(): string {
    if (state.kind === 'lost') return say('lost', { at: hour(state.at) })
    if (state.kind === 'stopped') return say('stopped', { why: state.why })
    if (state.kind === 'connecting') return `${say('connecting')}…`
    if (state.kind === 'catching-up') return `${say('catchingUp')}…`
    return say(allPaused.value ? 'pausedAll' : 'live')
  }
}
