import { KEY_REVOKE, KEY_ROTATE } from '../api/operator-documents.ts'
import type { OperatorKey } from '../api/operator-types.ts'
import { day } from '../format.ts'
import { Table } from '../table.tsx'
import { say } from '../words/say.ts'
import type { Told } from './partners-page.tsx'
import { Button, Moment, Outcome, SureButton } from './parts.tsx'
import { change } from './session.ts'
import { useAction } from './use-action.ts'
import { tell } from './words.ts'

const NOTHING: Told = { secret: null, signingSecret: null, userErrors: [] }

/** The keys of a partner, never their secrets. */
export function KeyTable(props: { name: string; keys: readonly OperatorKey[]; onTold: (told: Told) => void }) {
  const { name, keys, onTold } = props
  const action = useAction()
  return (
    <>
      <Table
        label={`${say('table')}: ${name}`}
        heads={[tell('key'), tell('scopes'), tell('lastUsed'), tell('expires'), '']}
      >
        {keys.map((key) => (
          <tr key={key.id} data-key={key.id}>
            <th scope="row">
              <code dir="ltr">{key.id}</code>
            </th>
            <td>
              <bdi>{key.scopes.join(' · ')}</bdi>
            </td>
            <td>
              <Moment at={key.lastUsedAt} />
            </td>
            <td>
              <End of={key} />
            </td>
            <td class="actions">
              {key.revokedAt === null && (
                <>
                  <Button
                    label={tell('rotate')}
                    busy={action.isBusy}
                    onClick={() => action.run(async () => onTold(await change<Told>(KEY_ROTATE, { id: key.id })))}
                  />
                  <SureButton
                    label={tell('revoke')}
                    sure={tell('sureRevoke')}
                    busy={action.isBusy}
                    onClick={() =>
                      action.run(async () => {
                        await change(KEY_REVOKE, { id: key.id })
                        onTold(NOTHING)
                      })
                    }
                  />
                </>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <Outcome action={action} />
    </>
  )
}

function End({ of: { revokedAt, expiresAt, isLive } }: { of: OperatorKey }) {
  if (revokedAt !== null) return <span class="alarm-text">{tell('revoked')}</span>
  if (expiresAt === null) return <span class="note">{tell('endless')}</span>
  return (
    <span class={isLive ? '' : 'alarm-text'}>
      {isLive ? '' : `${tell('expired')} `}
      <time dateTime={expiresAt}>{day(new Date(expiresAt))}</time>
    </span>
  )
}
