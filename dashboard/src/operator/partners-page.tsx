import { useState } from 'preact/hooks'
import { PARTNER_CREATE, PARTNER_MODE, PARTNERS } from '../api/operator-documents.ts'
import type { OperatorPartner } from '../api/operator-types.ts'
import { AskedState } from '../asked-state.tsx'
import { useQuery } from '../use-query.ts'
import { KeyTable } from './key-table.tsx'
import { NewKey } from './new-key.tsx'
import { Button, Outcome, SecretBox } from './parts.tsx'
import { change, operate } from './session.ts'
import { UsageSection } from './usage-section.tsx'
import { useAction } from './use-action.ts'
import { tell } from './words.ts'

const MODES = ['LOG', 'WARN', 'ENFORCE'] as const
/** Pages of 50 partners that are listed. */
const MOST_PAGES = 10

interface Found {
  partners: { nodes: OperatorPartner[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }
}

async function askPartners(signal: AbortSignal): Promise<OperatorPartner[]> {
  const all: OperatorPartner[] = []
  let after: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const { partners }: Found = await operate<Found>(PARTNERS, { after }, signal)
    all.push(...partners.nodes)
    if (!partners.pageInfo.hasNextPage) break
    after = partners.pageInfo.endCursor
  }
  return all
}

/** Partners, their keys, and what they ask. */
export function PartnersPage() {
  const asked = useQuery(askPartners, [])
  return (
    <>
      <UsageSection />
      <section aria-labelledby="partners-title">
        <h3 id="partners-title">{tell('partners')}</h3>
        <NewPartner onMade={asked.again} />
        <AskedState asked={asked} />
        {asked.data?.length === 0 && <p class="note">{tell('noPartners')}</p>}
        <ul class="rows">
          {asked.data?.map((partner) => (
            <PartnerRow key={partner.partner.id} {...partner} onChanged={asked.again} />
          ))}
        </ul>
      </section>
    </>
  )
}

function NewPartner({ onMade }: { onMade: () => void }) {
  const [name, setName] = useState('')
  const action = useAction(onMade)
  return (
    <form
      class="line"
      onSubmit={(event) => {
        event.preventDefault()
        action.run(async () => {
          await change(PARTNER_CREATE, { name })
          setName('')
        })
      }}
    >
      <label>
        {tell('newPartner')}
        <input
          name="partner"
          dir="auto"
          autocomplete="off"
          required
          maxLength={100}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <Button label={tell('make')} busy={action.isBusy} kind="primary" />
      <Outcome action={action} />
    </form>
  )
}

/** What a mutation told once. */
export interface Told {
  secret: string | null
  signingSecret: string | null
  userErrors: { ar: string; en: string }[]
}

function PartnerRow({ partner, mode, keys, onChanged }: OperatorPartner & { onChanged: () => void }) {
  const [told, setTold] = useState<Told | null>(null)
  const action = useAction(onChanged)
  const show = (next: Told) => {
    setTold(next.secret === null ? null : next)
    onChanged()
  }
  const secrets = (
    [
      ['secret', told?.secret],
      ['signingSecret', told?.signingSecret],
    ] as const
  ).flatMap(([word, secret]) => (secret ? [[tell(word), secret] as [string, string]] : []))
  return (
    <li class="row" data-partner={partner.name}>
      <div class="row-head">
        <h4>
          <bdi>{partner.name}</bdi>
        </h4>
        <label class="inline">
          {tell('mode')}
          <select
            value={mode}
            disabled={action.isBusy}
            onChange={({ currentTarget }) => {
              const next = currentTarget.value
              action.run(() => change(PARTNER_MODE, { id: partner.id, mode: next }))
            }}
          >
            {MODES.map((one) => (
              <option key={one} value={one}>
                {tell(one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Outcome action={action} />
      {secrets.length > 0 && <SecretBox secrets={secrets} onDone={() => setTold(null)} />}
      {keys.length > 0 && <KeyTable name={partner.name} keys={keys} onTold={show} />}
      <NewKey partnerId={partner.id} onTold={show} />
    </li>
  )
}
