import type { SearchPlace } from '../address.ts'
import { day as dayName, number } from '../format.ts'
import { say } from '../words/say.ts'
import { toggled } from './search-filter.ts'

export interface FacetData {
  sources: { count: number; source: { slug: string; name: string } }[]
  tags: { count: number; tag: { slug: string; name: string } }[]
  days: { day: string; count: number }[]
}

/** What the hits have in common; a press narrows the search. */
export function Facets(props: { facets: FacetData; search: SearchPlace; narrow: (to: Partial<SearchPlace>) => void }) {
  const { facets, search, narrow } = props
  const isNarrowed = search.sources.length + search.tags.length > 0 || search.day !== null
  return (
    <aside class="facets" aria-label={say('narrow')}>
      {isNarrowed && (
        <button type="button" class="toggle" onClick={() => narrow({ sources: [], tags: [], day: null })}>
          {say('clear')}
        </button>
      )}
      <Bars
        title={say('sources')}
        bars={facets.sources.map(({ source: { slug, name }, count }) => ({ key: slug, label: name, count }))}
        chosen={search.sources}
        choose={(slug) => narrow({ sources: toggled(search.sources, slug) })}
      />
      <Bars
        title={say('tags')}
        bars={facets.tags.map(({ tag: { slug, name }, count }) => ({ key: slug, label: name, count }))}
        chosen={search.tags}
        choose={(slug) => narrow({ tags: toggled(search.tags, slug) })}
      />
      <Bars
        title={say('days')}
        bars={facets.days.map(({ day, count }) => ({ key: day, label: dayName(new Date(day), 'UTC'), count }))}
        chosen={search.day === null ? [] : [search.day]}
        choose={(day) => narrow({ day: search.day === day ? null : day })}
      />
    </aside>
  )
}

interface BarList {
  title: string
  bars: readonly { key: string; label: string; count: number }[]
  chosen: readonly string[]
  choose: (key: string) => void
}

function Bars({ title, bars, chosen, choose }: BarList) {
  if (bars.length === 0) return null
  const most = Math.max(...bars.map(({ count }) => count))
  return (
    <section>
      <h3>{title}</h3>
      <ol class="bars">
        {bars.map(({ key, label, count }) => (
          <li key={key}>
            <button type="button" class="bar" aria-pressed={chosen.includes(key)} onClick={() => choose(key)}>
              <bdi>{label}</bdi>
              <span class="figure">{number(count)}</span>
              <span class="track" aria-hidden="true" style={{ inlineSize: `${(count / most) * 100}%` }} />
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}
