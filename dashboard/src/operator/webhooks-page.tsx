import { useState } from 'preact/hooks'
import { PARTNERS, WEBHOOK_CREATE, WEBHOOKS } from '../api/operator-documents.ts'
import type { OperatorPartner, OperatorWebhook } from '../api/operator-types.ts'
import { AskedState } from '../asked-state.tsx'
import { useQuery } from '../use-query.ts'
import { Button, Outcome, SecretBox } from './parts.tsx'
import { change, operate } from './session.ts'
import { useAction, useEvery } from './use-action.ts'
import { WebhookRow } from './webhook-row.tsx'
import { tell } from './words.ts'

/** Webhooks of partners, with what was delivered and what was not. */
export function WebhooksPage() {
  const asked = useQuery((signal) => operate<{ webhooks: OperatorWebhook[] }>(WEBHOOKS, {}, signal), [])
  useEvery(asked.again)
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <section aria-labelledby="webhooks-title">
      <h3 id="webhooks-title">{tell('webhooks')}</h3>
      <NewWebhook
        onMade={(made) => {
          setSecret(made)
          asked.again()
        }}
      />
      {secret !== null && <SecretBox secrets={[[tell('signingSecret'), secret]]} onDone={() => setSecret(null)} />}
      <AskedState asked={asked} />
      {asked.data?.webhooks.length === 0 && <p class="note">{tell('noWebhooks')}</p>}
      <ul class="rows">
        {asked.data?.webhooks.map((webhook) => (
          <WebhookRow key={webhook.id} webhook={webhook} onChanged={asked.again} onSecret={setSecret} />
        ))}
      </ul>
    </section>
  )
}

interface Made {
  secret: string | null
  userErrors: { ar: string; en: string }[]
}

function NewWebhook({ onMade }: { onMade: (secret: string | null) => void }) {
  const action = useAction()
  const partners = useQuery((signal) => operate<{ partners: { nodes: OperatorPartner[] } }>(PARTNERS, {}, signal), [])
  return (
    <details class="figures">
      <summary>{tell('newWebhook')}</summary>
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault()
          const given = new FormData(event.currentTarget)
          const input = { partner: given.get('partner'), url: given.get('url') }
          action.run(async () => onMade((await change<Made>(WEBHOOK_CREATE, { input })).secret))
        }}
      >
        <label>
          {tell('partner')}
          <select name="partner" required>
            {partners.data?.partners.nodes.map(({ partner }) => (
              <option key={partner.id} value={partner.id}>
                {partner.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {tell('receiver')}
          <input name="url" type="url" dir="ltr" required placeholder="https://" />
        </label>
        <Button label={tell('make')} busy={action.isBusy} kind="primary" />
        <Outcome action={action} />
      </form>
    </details>
  )
}
