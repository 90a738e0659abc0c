import { useEffect, useMemo, useState } from 'preact/hooks'
import { sila } from '../api/client.ts'
import { ARRIVALS, TRENDS } from '../api/documents.ts'
import type { TrendingTag } from '../api/types.ts'
import { AskedState } from '../asked-state.tsx'
import { hour, number } from '../format.ts'
import { columns, distinct, go } from '../place.ts'
import { Table } from '../table.tsx'
import { useQuery } from '../use-query.ts'
import { TrendingTags } from '../wall/trending-tags.tsx'
import { say, sayCount } from '../words/say.ts'
import { type Arrival, type Arrivals, countArrivals } from './arrivals.ts'
import { ArrivalsChart } from './arrivals-chart.tsx'

const WINDOWS = { HOUR: 'hour', DAY: 'day', WEEK: 'week' } as const
const EVERY_MS = 60_000

async function askArrivals(signal: AbortSignal): Promise<readonly Arrival[]> {
  return (await sila().query<{ arrivals: Arrival[] }>(ARRIVALS, {}, { signal })).arrivals
}

/** What rises, and what arrives: tags against their own past, articles by hour and source. */
export function TrendsView() {
  const [window, setWindow] = useState<keyof typeof WINDOWS>('DAY')
  const tags = useQuery(
    (signal) => sila().query<{ trendingTags: TrendingTag[] }>(TRENDS, { window }, { signal }),
    [window],
  )
  const arrivals = useQuery(askArrivals, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: both ask what holds when they ask
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return
      tags.again()
      arrivals.again()
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <div class="trends-page">
      <section aria-labelledby="arrivals-title">
        <h2 id="arrivals-title">{say('arrivals')}</h2>
        <AskedState asked={arrivals} />
        {arrivals.data && <ArrivalsSection arrivals={arrivals.data} />}
      </section>
      <section aria-labelledby="trending-title">
        <h2 id="trending-title">{say('trending')}</h2>
        <fieldset class="actions">
          <legend class="unseen">{say('window')}</legend>
          {(Object.keys(WINDOWS) as (keyof typeof WINDOWS)[]).map((name) => (
            <button
              key={name}
              type="button"
              class="toggle"
              aria-pressed={window === name}
              onClick={() => setWindow(name)}
            >
              {say(WINDOWS[name])}
            </button>
          ))}
        </fieldset>
        <AskedState asked={tags} />
        {tags.data?.trendingTags.length === 0 && <p class="note">{say('noTrends')}</p>}
        <TrendingTags tags={tags.data?.trendingTags ?? []} />
      </section>
    </div>
  )
}

function ArrivalsSection({ arrivals }: { arrivals: readonly Arrival[] }) {
  const counted = useMemo(() => countArrivals(arrivals, new Date(), say('others')), [arrivals])
  const total = counted.rows.reduce((sum, row) => sum + row.total, 0)
  if (total === 0) return <p class="note">{say('noArrivals')}</p>
  return (
    <>
      <p class="note">
        {say('arrivalsNote', { n: number(counted.hours.length) })} · {sayCount('articles', total)}
      </p>
      <ArrivalsChart arrivals={counted} label={say('arrivals')} />
      <SourceBars arrivals={counted} />
      <HourTable arrivals={counted} />
    </>
  )
}

/** Which colour is whose; a press opens a column of the source. */
function SourceBars({ arrivals: { rows } }: { arrivals: Arrivals }) {
  const most = Math.max(...rows.map(({ total }) => total))
  const open = (slug: string) => {
    columns.value = distinct([{ title: '', filter: { sources: [slug] } }, ...columns.value])
    go({ view: { kind: 'wall' } })
  }
  return (
    <ol class="bars series">
      {rows.map(({ slug, name, total }, index) => (
        <li key={slug ?? '…'}>
          <button type="button" class="bar" disabled={slug === null} onClick={() => slug && open(slug)}>
            <bdi>
              <span class={`key series-${index}`} aria-hidden="true" /> {name}
            </bdi>
            <span class="figure">{number(total)}</span>
            <span
              class={`track series-${index}`}
              aria-hidden="true"
              style={{ inlineSize: `${(total / most) * 100}%` }}
            />
          </button>
        </li>
      ))}
    </ol>
  )
}

/** The same as figures, for those who do not see the chart. */
function HourTable({ arrivals: { hours, rows } }: { arrivals: Arrivals }) {
  return (
    <details class="figures">
      <summary>{say('table')}</summary>
      <Table label={say('table')} heads={[say('time'), ...rows.map(({ name }) => name)]}>
        {hours.map((at, index) => (
          <tr key={at}>
            <th scope="row">{hour(new Date(at * 1_000))}</th>
            {rows.map(({ slug, counts }) => (
              <td key={slug ?? '…'}>{number(counts[index]!)}</td>
            ))}
          </tr>
        ))}
      </Table>
    </details>
  )
}
