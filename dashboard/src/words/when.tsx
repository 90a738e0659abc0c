import { ago, day, moment } from '../format.ts'
import { say } from './say.ts'

/** When something was published, as precisely as it is known: of a DAY its date in UTC and no hour. */
export function When({ at, precision = 'TIME' }: { at: string; precision?: string }) {
  const date = new Date(at)
  if (precision === 'DAY') return <time dateTime={at.slice(0, 10)}>{day(date, 'UTC')}</time>
  const shown = ago(date) ?? say('justNow')
  return (
    <time dateTime={at} title={moment(date)}>
      {precision === 'OBSERVED' ? `${say('observed')} ${shown}` : shown}
    </time>
  )
}
