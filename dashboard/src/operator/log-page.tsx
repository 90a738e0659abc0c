import { useEffect, useState } from 'preact/hooks'
import { LOG_ENDS, LOG_FOLLOW, LOG_PAGE } from '../api/operator-documents.ts'
import type { LoggedChange } from '../api/operator-types.ts'
import { AskedState } from '../asked-state.tsx'
import { addressOf, go } from '../place.ts'
import { useQuery } from '../use-query.ts'
import { within } from '../wall/card-view.tsx'
import { dirOf } from '../words/dir-of.ts'
import { When } from '../words/when.tsx'
import { LogFilter, type LogQuestion, NO_QUESTION } from './log-filter.tsx'
import { Button } from './parts.tsx'
import { operate, operating } from './session.ts'
import { tell } from './words.ts'

/** Changes of a page, and of what is followed live. */
const PAGE = 100
const MOST_LIVE = 200

interface Found {
  changes: { nodes: LoggedChange[]; cursor: string; hasMore: boolean }
}

async function askLog({ back, after, types, sources, text }: LogQuestion & { back: number }, signal: AbortSignal) {
  const { logEnds } = await operate<{ logEnds: { cursor: string } }>(LOG_ENDS, { back }, signal)
  const filter = filterOf({ sources, text })
  const variables = { after: after ?? logEnds.cursor, filter, types: types.length > 0 ? types : null }
  return (await operate<Found>(LOG_PAGE, variables, signal)).changes
}

const filterOf = ({ sources, text }: Pick<LogQuestion, 'sources' | 'text'>) =>
  sources.length === 0 && text === '' ? null : { ...(sources.length > 0 && { sources }), ...(text !== '' && { text }) }

/** The log of changes: by cursor, by filter, and as it grows. */
export function LogPage() {
  const [question, ask] = useState(NO_QUESTION)
  const [back, setBack] = useState(PAGE)
  const [isLive, setLive] = useState(false)
  const asked = useQuery((signal) => askLog({ ...question, back }, signal), [question, back])
  const [live, setNew] = useState<readonly LoggedChange[]>([])
  const [failure, setFailure] = useState<string | null>(null)
  const from = asked.data?.cursor ?? null
  useEffect(() => {
    setNew([])
    setFailure(null)
    if (!isLive || from === null) return
    const stop = new AbortController()
    follow(question, from, stop.signal, (change) => setNew((before) => [...before, change].slice(-MOST_LIVE))).catch(
      (error) => stop.signal.aborted || setFailure(error instanceof Error ? error.message : String(error)),
    )
    return () => stop.abort()
  }, [isLive, from, question])
  const shown = [...(asked.data?.nodes ?? []), ...live].reverse()
  return (
    <section aria-labelledby="log-title">
      <h3 id="log-title">{tell('log')}</h3>
      <LogFilter
        onAsk={(next) => {
          ask(next)
          setBack(PAGE)
        }}
      />
      <div class="actions">
        <button type="button" class="toggle" aria-pressed={isLive} onClick={() => setLive(!isLive)}>
          {tell('follow')}
        </button>
        <Button label={tell('older')} onClick={() => setBack(back + PAGE)} />
        <Button
          label={tell('newest')}
          onClick={() => {
            setBack(PAGE)
            asked.again()
          }}
        />
        {asked.data?.hasMore && (
          <Button label={tell('more')} onClick={() => ask({ ...question, after: asked.data!.cursor })} />
        )}
      </div>
      <AskedState asked={asked} />
      {failure !== null && (
        <p class="outcome alarm" role="alert">
          {failure}
        </p>
      )}
      {asked.data !== null && shown.length === 0 && <p class="note">{tell('noChanges')}</p>}
      <ol class="rows log">
        {shown.map((change) => (
          <ChangeRow key={change.cursor} change={change} />
        ))}
      </ol>
    </section>
  )
}

async function follow(
  { types, sources, text }: LogQuestion,
  after: string,
  signal: AbortSignal,
  heard: (change: LoggedChange) => void,
): Promise<void> {
  const variables = { after, filter: filterOf({ sources, text }), types: types.length > 0 ? types : null }
  const results = operating().subscribe<{ changes: LoggedChange }>(LOG_FOLLOW, { variables, signal })
  for await (const { data } of results) if (data && data.changes.__typename !== 'Checkpoint') heard(data.changes)
}

function ChangeRow({
  change: { __typename: type, cursor, at, article, link, story, reason },
}: {
  change: LoggedChange
}) {
  const about = article ?? link?.article ?? null
  const open = { view: { kind: 'wall' as const }, opened: about && { kind: 'article' as const, id: about.id } }
  return (
    <li class="row change">
      <div class="row-head">
        <span class="badge">{tell(type)}</span>
        <When at={at} />
        {about && <bdi class="note">{about.source.name}</bdi>}
      </div>
      {about && (
        <a href={addressOf(open)} dir={dirOf(about.direction)} onClick={(event) => within(event, () => go(open))}>
          {about.title}
        </a>
      )}
      {!about && link && (
        <p>
          <bdi>{link.headline}</bdi>
        </p>
      )}
      {story && (
        <p>
          <bdi>{story.title}</bdi>
        </p>
      )}
      {reason && (
        <p>
          <bdi>{reason}</bdi>
        </p>
      )}
      <p class="address">
        <bdi dir="ltr">{cursor}</bdi>
      </p>
    </li>
  )
}
