import { Button } from './parts.tsx'
import { type OperatorWord, tell } from './words.ts'

/** What of the log is wanted; `after` null begins near its end. */
export interface LogQuestion {
  readonly after: string | null
  readonly types: readonly string[]
  readonly sources: readonly string[]
  readonly text: string
}

export const NO_QUESTION: LogQuestion = { after: null, types: [], sources: [], text: '' }

const TYPES: Readonly<Record<string, OperatorWord>> = {
  ARTICLE_INGESTED: 'ArticleIngested',
  ARTICLE_UPDATED: 'ArticleUpdated',
  ARTICLE_WITHDRAWN: 'ArticleWithdrawn',
  LINK_RESOLVED: 'LinkResolved',
  STORY_CHANGED: 'StoryChanged',
}

/** Asks what of the log is wanted. */
export function LogFilter({ onAsk }: { onAsk: (question: LogQuestion) => void }) {
  return (
    <form
      class="line"
      onSubmit={(event) => {
        event.preventDefault()
        const given = new FormData(event.currentTarget)
        const text = (name: string) => String(given.get(name) ?? '').trim()
        const type = text('type')
        const sources = text('sources')
          .split(/[,،\s]+/)
          .filter((slug) => slug !== '')
        onAsk({ after: text('after') || null, types: type === '' ? [] : [type], sources, text: text('text') })
      }}
    >
      <label>
        {tell('types')}
        <select name="type">
          <option value="">{tell('all')}</option>
          {Object.entries(TYPES).map(([type, word]) => (
            <option key={type} value={type}>
              {tell(word)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {tell('source')}
        <input name="sources" dir="ltr" autocomplete="off" />
      </label>
      <label>
        {tell('words')}
        <input name="text" dir="auto" autocomplete="off" maxLength={300} />
      </label>
      <label>
        {tell('cursor')}
        <input name="after" dir="ltr" autocomplete="off" maxLength={100} />
      </label>
      <Button label={tell('apply')} kind="primary" />
    </form>
  )
}
