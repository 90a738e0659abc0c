import {
  WEBHOOK_PAUSE,
  WEBHOOK_REDELIVER,
  WEBHOOK_REMOVE,
  WEBHOOK_REPLAY,
  WEBHOOK_RESUME,
  WEBHOOK_SECRET,
} from '../api/operator-documents.ts'
import type { Delivery, OperatorWebhook } from '../api/operator-types.ts'
import { number } from '../format.ts'
import { Button, Fact, Moment, Outcome, State, SureButton } from './parts.tsx'
import { change } from './session.ts'
import { type Action, useAction } from './use-action.ts'
import { tell } from './words.ts'

interface Props {
  webhook: OperatorWebhook
  onChanged: () => void
  onSecret: (secret: string | null) => void
}
interface Told {
  secret: string | null
  userErrors: { ar: string; en: string }[]
}

/** A webhook: how it stands, what was sent, what can be done. */
export function WebhookRow({ webhook, onChanged, onSecret }: Props) {
  const { id, url, state, partner, reason, failingSince, lastDeliveredAt, failures } = webhook
  const action = useAction(onChanged)
  return (
    <li class="row">
      <div class="row-head">
        <h4>
          <bdi>{partner.name}</bdi>
        </h4>
        <State of={state} />
      </div>
      <p class="address">
        <bdi dir="ltr">{url}</bdi>
      </p>
      <dl class="facts">
        <Fact label={tell('lastDelivered')}>
          <Moment at={lastDeliveredAt} />
        </Fact>
        <Fact label={tell('failures')}>{number(failures)}</Fact>
        <Fact label={tell('failingSince')}>
          <Moment at={failingSince} otherwise="none" />
        </Fact>
      </dl>
      {reason !== null && (
        <div class="full-error">
          <span>{tell('fullError')}</span>
          <p>
            <bdi>{reason}</bdi>
          </p>
        </div>
      )}
      <div class="actions">
        <Button
          label={tell(state === 'ACTIVE' ? 'pause' : 'resume')}
          busy={action.isBusy}
          onClick={() => action.run(() => change(state === 'ACTIVE' ? WEBHOOK_PAUSE : WEBHOOK_RESUME, { id }))}
        />
        <Button
          label={tell('newSecret')}
          busy={action.isBusy}
          onClick={() => action.run(async () => onSecret((await change<Told>(WEBHOOK_SECRET, { id })).secret))}
        />
        <SureButton
          label={tell('remove')}
          sure={tell('sureRemove')}
          busy={action.isBusy}
          onClick={() => action.run(() => change(WEBHOOK_REMOVE, { id }))}
        />
      </div>
      <Outcome action={action} />
      <Replay webhook={webhook} action={action} />
      <Deliveries title={tell('deadLetters')} deliveries={webhook.dead} action={action} />
      <Deliveries title={tell('latestMessages')} deliveries={webhook.deliveries} action={action} />
    </li>
  )
}

function Replay({ webhook: { id, cursor }, action }: { webhook: OperatorWebhook; action: Action }) {
  return (
    <details class="figures">
      <summary>{tell('replay')}</summary>
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault()
          const after = String(new FormData(event.currentTarget).get('after')).trim()
          action.run(() => change(WEBHOOK_REPLAY, { id, after }))
        }}
      >
        <label>
          {tell('cursor')}
          <input name="after" dir="ltr" required defaultValue={cursor} />
        </label>
        <Button label={tell('replay')} busy={action.isBusy} />
      </form>
    </details>
  )
}

function Deliveries({ title, deliveries, action }: { title: string; deliveries: readonly Delivery[]; action: Action }) {
  return (
    <details class="figures">
      <summary>
        {title} ({number(deliveries.length)})
      </summary>
      {deliveries.length === 0 && <p class="note">{tell('noDeliveries')}</p>}
      <ul class="deliveries">
        {deliveries.map(({ id, messageId, state, events, createdAt, attempts }) => {
          const last = attempts.at(-1)
          return (
            <li key={id}>
              <State of={state} /> <code dir="ltr">{messageId}</code> <Moment at={createdAt} />
              <span class="note">
                {tell('attempts')}: {number(last?.attempt ?? 0)} · {tell('changes')}: {number(events)}
                {last?.status != null && ` · HTTP ${number(last.status)}`}
              </span>
              {last?.error != null && (
                <p>
                  <bdi>{last.error}</bdi>
                </p>
              )}
              {state === 'DEAD' && (
                <Button
                  label={tell('redeliver')}
                  busy={action.isBusy}
                  onClick={() => action.run(() => change(WEBHOOK_REDELIVER, { id }))}
                />
              )}
            </li>
          )
        })}
      </ul>
    </details>
  )
}
