import { FEED_PAUSE, FEED_REFRESH, FEED_REMOVE, FEED_RESUME } from '../api/operator-documents.ts'
import type { OperatorFeed } from '../api/operator-types.ts'
import { day as dayOf, number } from '../format.ts'
import { Table } from '../table.tsx'
import { Button, Fact, Moment, Outcome, State, SureButton } from './parts.tsx'
import { change } from './session.ts'
import { useAction } from './use-action.ts'
import { tell } from './words.ts'

/** A feed: how it stands, what went wrong, and what can be done. */
export function FeedRow({ feed, onChanged }: { feed: OperatorFeed; onChanged: () => void }) {
  const { id, url, title, health, paused, source, lastError } = feed
  const action = useAction(onChanged)
  return (
    <li class="row" data-feed={id}>
      <div class="row-head">
        <h4>
          <bdi>{title ?? source.name}</bdi>
        </h4>
        <State of={health} />
        <bdi class="note">{source.name}</bdi>
      </div>
      <p class="address">
        <bdi dir="ltr">{url}</bdi>
      </p>
      <dl class="facts">
        <Fact label={tell('lastPoll')}>
          <Moment at={feed.lastFetchedAt} />
        </Fact>
        <Fact label={tell('nextPoll')}>
          <NextPoll at={feed.nextFetchAt} />
        </Fact>
        <Fact label={tell('lastNews')}>
          <Moment at={feed.lastNewArticleAt} />
        </Fact>
      </dl>
      {lastError !== null && (
        <div class="full-error">
          <span>{tell('fullError')}</span>
          <p>
            <bdi>{lastError}</bdi>
          </p>
        </div>
      )}
      <div class="actions">
        <Button
          label={tell('retryNow')}
          kind="primary"
          busy={action.isBusy}
          onClick={() => action.run(() => change(FEED_REFRESH, { id }), tell('asked'))}
        />
        <Button
          label={tell(paused || feed.goneAt !== null ? 'resume' : 'pause')}
          busy={action.isBusy}
          onClick={() => action.run(() => change(paused || feed.goneAt !== null ? FEED_RESUME : FEED_PAUSE, { id }))}
        />
        <SureButton
          label={tell('remove')}
          sure={tell('sureRemove')}
          busy={action.isBusy}
          onClick={() => action.run(() => change(FEED_REMOVE, { id }))}
        />
      </div>
      <Outcome action={action} />
      <Details feed={feed} />
    </li>
  )
}

const MINUTE_MS = 60_000

function NextPoll({ at }: { at: string | null }) {
  if (at === null) return <span class="note">{tell('none')}</span>
  const minutes = Math.round((Date.parse(at) - Date.now()) / MINUTE_MS)
  return <time dateTime={at}>{minutes <= 0 ? tell('dueNow') : `${number(minutes)}′`}</time>
}

function Details({ feed }: { feed: OperatorFeed }) {
  return (
    <details class="figures">
      <summary>{tell('details')}</summary>
      <dl class="facts">
        <Fact label={tell('rhythm')}>{tell('every', { m: number(Math.round(feed.intervalSeconds / 60)) })}</Fact>
        <Fact label={tell('failures')}>{number(feed.consecutiveFailures)}</Fact>
        <Fact label={tell('status')}>{feed.lastStatus === null ? '–' : number(feed.lastStatus)}</Fact>
        <Fact label={tell('format')}>
          <bdi>{feed.format ?? '–'}</bdi>
        </Fact>
        <Fact label={tell('charset')}>
          <bdi>{feed.charset ?? '–'}</bdi>
        </Fact>
      </dl>
      <Table
        label={`${tell('history')}: ${feed.title ?? feed.url}`}
        heads={[tell('day'), tell('polls'), tell('unchanged'), tell('failed'), tell('newItems'), tell('bytes')]}
      >
        {[...feed.days].reverse().map(({ day, polls, unchanged, failures, newItems, bytes }) => (
          <tr key={day}>
            <th scope="row">{dayOf(new Date(day), 'UTC')}</th>
            {[polls, unchanged, failures, newItems, bytes].map((count, index) => (
              <td key={index}>{number(count)}</td>
            ))}
          </tr>
        ))}
      </Table>
    </details>
  )
}
