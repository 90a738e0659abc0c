import { useState } from 'preact/hooks'
import { FEED_ADD, FEED_PREVIEW } from '../api/operator-documents.ts'
import type { FeedCandidate } from '../api/operator-types.ts'
import { When } from '../words/when.tsx'
import { Button, Outcome } from './parts.tsx'
import { change } from './session.ts'
import { useAction } from './use-action.ts'
import { tell } from './words.ts'

interface Preview {
  candidates: FeedCandidate[]
  userErrors: { ar: string; en: string }[]
}

interface Added {
  feed: { title: string | null; url: string } | null
  userErrors: { ar: string; en: string }[]
}

/** Looks what an address would bring, shows it, and adds it where that is wanted. */
export function AddFeed({ onAdded }: { onAdded: () => void }) {
  const [url, setUrl] = useState('')
  const [found, setFound] = useState<readonly FeedCandidate[]>([])
  const [added, setAdded] = useState<string | null>(null)
  const action = useAction()
  const look = () => {
    setAdded(null)
    setFound([])
    const full = /^[a-z]+:\/\//i.test(url) ? url : `https://${url}`
    action.run(async () => setFound((await change<Preview>(FEED_PREVIEW, { url: full })).candidates))
  }
  const add = (candidate: FeedCandidate) =>
    action.run(async () => {
      const { feed } = await change<Added>(FEED_ADD, { url: candidate.url })
      setFound([])
      setUrl('')
      setAdded(feed?.title ?? candidate.url)
      onAdded()
    })
  return (
    <section class="add-feed" aria-labelledby="add-title">
      <h3 id="add-title">{tell('addFeed')}</h3>
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault()
          look()
        }}
      >
        <label>
          {tell('address')}
          <input
            name="url"
            dir="ltr"
            inputMode="url"
            autocomplete="off"
            required
            placeholder="https://"
            aria-describedby="add-hint"
            value={url}
            onInput={({ currentTarget }) => setUrl(currentTarget.value.trim())}
          />
          <span class="note" id="add-hint">
            {tell('addressHint')}
          </span>
        </label>
        <Button label={tell('preview')} busy={action.isBusy} kind="primary" />
      </form>
      <Outcome action={action} />
      {added !== null && (
        <p class="outcome" role="status">
          {tell('added', { name: added })}
        </p>
      )}
      {found.length > 0 && <p>{tell('previewNote')}</p>}
      <ul class="rows">
        {found.map((candidate) => (
          <Candidate key={candidate.url} candidate={candidate} busy={action.isBusy} onAdd={() => add(candidate)} />
        ))}
      </ul>
    </section>
  )
}

function Candidate({ candidate, busy, onAdd }: { candidate: FeedCandidate; busy: boolean; onAdd: () => void }) {
  const { url, title, format, items } = candidate
  return (
    <li class="row candidate">
      <div class="row-head">
        <h4>
          <bdi>{title ?? url}</bdi>
        </h4>
        <span class="badge">{format}</span>
      </div>
      <p class="address">
        <bdi dir="ltr">{url}</bdi>
      </p>
      <ol class="preview">
        {items.map((item, index) => (
          <li key={index} dir="auto">
            {item.title}{' '}
            {item.publishedAt && (
              <span class="note">
                <When at={item.publishedAt} />
              </span>
            )}
          </li>
        ))}
      </ol>
      <div class="actions">
        <Button label={tell('add')} kind="primary" busy={busy} onClick={onAdd} />
      </div>
    </li>
  )
}
