import { useMemo } from 'preact/hooks'
import { USAGE } from '../api/operator-documents.ts'
import type { Usage } from '../api/operator-types.ts'
import { AskedState } from '../asked-state.tsx'
import { number } from '../format.ts'
import { Table } from '../table.tsx'
import { countArrivals } from '../trends/arrivals.ts'
import { ArrivalsChart } from '../trends/arrivals-chart.tsx'
import { useQuery } from '../use-query.ts'
import { say } from '../words/say.ts'
import { operate } from './session.ts'
import { tell } from './words.ts'

const DAY_MS = 86_400_000
/** Pages of 100 figures that are read; beyond, the chart shows the latest hours. */
const MOST_PAGES = 20

interface Found {
  usage: { nodes: Usage[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }
}

async function askUsage(signal: AbortSignal): Promise<Usage[]> {
  const all: Usage[] = []
  const since = new Date(Date.now() - DAY_MS).toISOString()
  let after: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const { usage }: Found = await operate<Found>(USAGE, { since, after }, signal)
    all.push(...usage.nodes)
    if (!usage.pageInfo.hasNextPage) break
    after = usage.pageInfo.endCursor
  }
  return all
}

/** What partners asked within a day: a chart, and the same as figures. */
export function UsageSection() {
  const asked = useQuery(askUsage, [])
  return (
    <section aria-labelledby="usage-title">
      <h3 id="usage-title">{tell('usage')}</h3>
      <AskedState asked={asked} />
      {asked.data?.length === 0 && <p class="note">{tell('noUsage')}</p>}
      {asked.data && asked.data.length > 0 && <Figures usage={asked.data} />}
    </section>
  )
}

function Figures({ usage }: { usage: readonly Usage[] }) {
  const calls = useMemo(() => {
    const counts = usage.map(({ hour, partner, calls }) => ({
      hour,
      count: calls,
      source: { slug: partner, name: partner },
    }))
    return countArrivals(counts, new Date(), say('others'))
  }, [usage])
  const partners = new Map<string, { calls: number; errors: number; cost: number }>()
  for (const { partner, calls, errors, cost } of usage) {
    const sum = partners.get(partner) ?? { calls: 0, errors: 0, cost: 0 }
    partners.set(partner, { calls: sum.calls + calls, errors: sum.errors + errors, cost: sum.cost + cost })
  }
  const colourOf = (partner: string) => calls.rows.findIndex(({ slug }) => slug === partner)
  return (
    <>
      <ArrivalsChart arrivals={calls} label={tell('usage')} />
      <Table
        label={`${say('table')}: ${tell('usage')}`}
        heads={[tell('partner'), tell('calls'), tell('errors'), tell('cost')]}
      >
        {[...partners].map(([partner, { calls: count, errors, cost }]) => (
          <tr key={partner}>
            <th scope="row">
              <bdi>
                <span class={`key series-${colourOf(partner) < 0 ? 5 : colourOf(partner)}`} aria-hidden="true" />{' '}
                {partner}
              </bdi>
            </th>
            <td>{number(count)}</td>
            <td>{number(errors)}</td>
            <td>{number(cost)}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}
