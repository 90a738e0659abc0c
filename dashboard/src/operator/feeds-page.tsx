import { useState } from 'preact/hooks'
import { FEEDS, OPERATOR_SOURCES, SOURCE_PAUSE } from '../api/operator-documents.ts'
import type { OperatorFeed, OperatorSource } from '../api/operator-types.ts'
import { AskedState } from '../asked-state.tsx'
import { number } from '../format.ts'
import { Table } from '../table.tsx'
import { useQuery } from '../use-query.ts'
import { say } from '../words/say.ts'
import { AddFeed } from './add-feed.tsx'
import { FeedRow } from './feed-row.tsx'
import { Button, Moment, Outcome, State } from './parts.tsx'
import { change, operate } from './session.ts'
import { useAction, useEvery } from './use-action.ts'
import { tell } from './words.ts'

const HEALTHS = ['HEALTHY', 'FAILING', 'STALE', 'PAUSED'] as const
/** The most that the API lists at once. */
const MOST = 100

interface Found {
  feeds: { totalCount: number; nodes: OperatorFeed[] }
}

/** Feeds with their health, and sources. */
export function FeedsPage() {
  const [health, setHealth] = useState<(typeof HEALTHS)[number] | null>(null)
  const asked = useQuery(
    (signal) => operate<Found>(FEEDS, { health: health && [health], first: MOST }, signal),
    [health],
  )
  useEvery(asked.again)
  const feeds = asked.data?.feeds
  return (
    <>
      <AddFeed onAdded={asked.again} />
      <section aria-labelledby="feeds-title">
        <h3 id="feeds-title">{tell('feedList')}</h3>
        <fieldset class="actions">
          <legend class="unseen">{tell('health')}</legend>
          {[null, ...HEALTHS].map((one) => (
            <button
              key={one ?? 'all'}
              type="button"
              class="toggle"
              aria-pressed={health === one}
              onClick={() => setHealth(one)}
            >
              {tell(one ?? 'all')}
            </button>
          ))}
        </fieldset>
        <AskedState asked={asked} />
        {feeds?.nodes.length === 0 && <p class="note">{tell('noFeeds')}</p>}
        <ul class="rows">
          {feeds?.nodes.map((feed) => (
            <FeedRow key={feed.id} feed={feed} onChanged={asked.again} />
          ))}
        </ul>
        {feeds && feeds.totalCount > feeds.nodes.length && (
          <p class="note">
            {number(feeds.nodes.length)} / {number(feeds.totalCount)}
          </p>
        )}
      </section>
      <Sources />
    </>
  )
}

function Sources() {
  const asked = useQuery(
    (signal) => operate<{ sources: { nodes: OperatorSource[] } }>(OPERATOR_SOURCES, { first: MOST }, signal),
    [],
  )
  useEvery(asked.again)
  const action = useAction(asked.again)
  return (
    <section aria-labelledby="sources-title">
      <h3 id="sources-title">{say('sources')}</h3>
      <AskedState asked={asked} />
      <Outcome action={action} />
      <Table
        label={`${say('table')}: ${say('sources')}`}
        heads={[tell('source'), tell('health'), tell('articles'), tell('lastArticle'), '']}
      >
        {asked.data?.sources.nodes.map(({ id, name, health, articleCount, lastArticleAt }) => (
          <tr key={id}>
            <th scope="row">
              <bdi>{name}</bdi>
            </th>
            <td>
              <State of={health} />
            </td>
            <td>{number(articleCount)}</td>
            <td>
              <Moment at={lastArticleAt} />
            </td>
            <td>
              <Button
                label={tell(health === 'PAUSED' ? 'resume' : 'pause')}
                busy={action.isBusy}
                onClick={() => action.run(() => change(SOURCE_PAUSE, { id, paused: health !== 'PAUSED' }))}
              />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
