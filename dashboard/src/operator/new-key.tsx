import { KEY_CREATE } from '../api/operator-documents.ts'
import type { Told } from './partners-page.tsx'
import { Button, Outcome } from './parts.tsx'
import { change } from './session.ts'
import { useAction } from './use-action.ts'
import { tell } from './words.ts'

const SCOPES = ['READ', 'INGEST', 'PUBLISH', 'OPERATE'] as const

/** Makes a key; what it tells is told once. */
export function NewKey({ partnerId, onTold }: { partnerId: string; onTold: (told: Told) => void }) {
  const action = useAction()
  return (
    <details class="figures">
      <summary>{tell('newKey')}</summary>
      <form
        class="new-key"
        onSubmit={(event) => {
          event.preventDefault()
          const form = event.currentTarget
          const given = new FormData(form)
          const days = Number(given.get('days'))
          const input = {
            partner: partnerId,
            scopes: given.getAll('scope'),
            signing: given.has('signing'),
            days: days > 0 ? days : null,
          }
          action.run(async () => {
            onTold(await change<Told>(KEY_CREATE, { input }))
            form.reset()
          })
        }}
      >
        <fieldset class="checks">
          <legend>{tell('scopes')}</legend>
          {SCOPES.map((scope) => (
            <label class="check" key={scope}>
              <input type="checkbox" name="scope" value={scope} defaultChecked={scope === 'READ'} />
              <bdi>{scope}</bdi>
            </label>
          ))}
          <label class="check">
            <input type="checkbox" name="signing" />
            {tell('signing')}
          </label>
        </fieldset>
        <label>
          {tell('days')}
          <input name="days" type="number" min={1} max={3650} placeholder={tell('daysHint')} />
        </label>
        <Button label={tell('make')} busy={action.isBusy} kind="primary" />
        <Outcome action={action} />
      </form>
    </details>
  )
}
