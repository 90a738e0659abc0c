import type { Asked } from './use-query.ts'
import { say } from './words/say.ts'

/** What stands where an answer is not there: that it comes, or why it does not. */
export function AskedState({ asked }: { asked: Asked<unknown> }) {
  if (asked.failure !== null) {
    return (
      <p class="empty" role="alert">
        {say('failed', { why: asked.failure })}{' '}
        <button type="button" class="plain" onClick={asked.again}>
          {say('retry')}
        </button>
      </p>
    )
  }
  return asked.data === null ? <p class="empty">{say('loading')}…</p> : null
}
