import { OPERATION } from '../api/operator-documents.ts'
import type { OperationFigures } from '../api/operator-types.ts'
import { AskedState } from '../asked-state.tsx'
import { number } from '../format.ts'
import { useQuery } from '../use-query.ts'
import { Fact, Moment } from './parts.tsx'
import { operate } from './session.ts'
import { useEvery } from './use-action.ts'
import { tell } from './words.ts'

const MEGABYTE = 1_000_000
const seconds = (age: number): string => tell('seconds', { n: number(Math.round(age)) })

/** What waits, and how far everything is. */
export function QueuePage() {
  const asked = useQuery((signal) => operate<{ operation: OperationFigures }>(OPERATION, {}, signal), [])
  useEvery(asked.again)
  const now = asked.data?.operation
  return (
    <section aria-label={tell('queue')}>
      <AskedState asked={asked} />
      {now && (
        <dl class="facts large">
          <Fact label={tell('inbox')}>{number(now.inbox)}</Fact>
          <Fact label={tell('oldest')}>{seconds(now.inboxOldestAge)}</Fact>
          <Fact label={tell('desk')}>
            {now.deskAtWork ? tell('atWork') : <span class="alarm-text">{tell('notAtWork')}</span>}
          </Fact>
          <Fact label={tell('logPosition')}>{number(now.logPosition)}</Fact>
          <Fact label={tell('logLength')}>{number(now.logLength)}</Fact>
          <Fact label={tell('lastChange')}>
            <Moment at={now.lastChangeAt} />
          </Fact>
          <Fact label={tell('feedsDue')}>{number(now.feedsDue)}</Fact>
          <Fact label={tell('overdue')}>{seconds(now.feedOverdue)}</Fact>
          <Fact label={tell('pagesWaiting')}>{number(now.pagesWaiting)}</Fact>
          <Fact label={tell('deliveries')}>{number(now.deliveriesWaiting)}</Fact>
          <Fact label={tell('oldestDelivery')}>{seconds(now.deliveryOldestAge)}</Fact>
          <Fact label={tell('database')}>
            {tell('megabytes', { n: number(Math.round(now.databaseBytes / MEGABYTE)) })}
          </Fact>
        </dl>
      )}
    </section>
  )
}
