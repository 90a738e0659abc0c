import { useEffect, useState } from 'preact/hooks'
import type { SearchPlace } from '../address.ts'
import { reasonOf, sila } from '../api/client.ts'
import { SEARCH } from '../api/documents.ts'
import type { Card } from '../api/types.ts'
import { AskedState } from '../asked-state.tsx'
import { columns, distinct, go, searchFor } from '../place.ts'
import { useQuery } from '../use-query.ts'
import { ArticleLink, StoryLink } from '../wall/card-view.tsx'
import { dirOf } from '../words/dir-of.ts'
import { say, sayCount } from '../words/say.ts'
import { When } from '../words/when.tsx'
import { type FacetData, Facets } from './facets.tsx'
import { pieces, searchFilter } from './search-filter.ts'

interface Hit {
  node: Card
  highlights: { field: 'TITLE' | 'EXCERPT' | 'BODY' | 'TAGS'; text: string; ranges: { start: number; end: number }[] }[]
}
interface Found {
  search: {
    edges: Hit[]
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
    totalCount: number
    suggestion: string | null
    facets?: FacetData
  }
}

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

function ask(search: SearchPlace, after: string | null, signal?: AbortSignal): Promise<Found> {
  const { query, order } = search
  const variables = { query, order, after, timeZone, filter: searchFilter(search), withFacets: after === null }
  return sila().query<Found>(SEARCH, variables, { signal })
}

/** What a search finds, what its hits have in common, and where they hold the words. */
export function SearchView({ search }: { search: SearchPlace }) {
  const word = JSON.stringify(search)
  const asked = useQuery((signal) => ask(search, null, signal), [word])
  const [more, setMore] = useState<{ edges: readonly Hit[]; last: Found['search']['pageInfo'] | null }>({
    edges: [],
    last: null,
  })
  const [failure, setFailure] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins with its first page
  useEffect(() => {
    setMore({ edges: [], last: null })
    setFailure(null)
  }, [word])
  if (asked.data === null) return <AskedState asked={asked} />
  const { search: found } = asked.data
  const last = more.last ?? found.pageInfo
  const loadMore = () =>
    ask(search, last.endCursor).then(
      (next) => setMore(({ edges }) => ({ edges: [...edges, ...next.search.edges], last: next.search.pageInfo })),
      (error) => setFailure(reasonOf(error)),
    )
  const narrow = (to: Partial<SearchPlace>) => go({ view: searchFor(search.query, { ...search, ...to }) })
  return (
    <div class="search-page" aria-busy={asked.isLoading}>
      <section class="results" aria-label={say('results')}>
        <ResultsHead search={search} found={found} narrow={narrow} />
        <ol class="plain-list">
          {[...found.edges, ...more.edges].map((hit) => (
            <HitItem key={hit.node.id} hit={hit} />
          ))}
        </ol>
        {failure !== null && <p role="alert">{say('failed', { why: failure })}</p>}
        {last.hasNextPage && (
          <button type="button" class="older" onClick={() => void loadMore()}>
            {say('more')}
          </button>
        )}
      </section>
      {found.facets && <Facets facets={found.facets} search={search} narrow={narrow} />}
    </div>
  )
}

function ResultsHead(props: {
  search: SearchPlace
  found: Found['search']
  narrow: (to: Partial<SearchPlace>) => void
}) {
  const { search, found, narrow } = props
  const { suggestion } = found
  const keep = () => {
    const { query: text, sources, tags } = search
    const filter = { text, ...(sources.length > 0 && { sources }), ...(tags.length > 0 && { tags }) }
    columns.value = distinct([{ title: '', filter }, ...columns.value])
    go({ view: { kind: 'wall' }, opened: null })
  }
  return (
    <header class="results-head">
      <h2>
        <bdi>{search.query}</bdi>
      </h2>
      <p class="meta" role="status">
        {sayCount('results', found.totalCount)}
      </p>
      {suggestion !== null && (
        <p>
          {say('didYouMean')}{' '}
          <button type="button" class="plain" onClick={() => go({ view: searchFor(suggestion) })}>
            <bdi>{suggestion}</bdi>
          </button>
          {document.documentElement.lang === 'ar' ? '؟' : '?'}
        </p>
      )}
      <div class="actions">
        {(['RELEVANCE', 'NEWEST'] as const).map((order) => (
          <button
            key={order}
            type="button"
            class="toggle"
            aria-pressed={search.order === order}
            onClick={() => narrow({ order })}
          >
            {say(order === 'NEWEST' ? 'byNewest' : 'byRelevance')}
          </button>
        ))}
        <button type="button" class="toggle" onClick={keep}>
          {say('saveAsColumn')}
        </button>
      </div>
    </header>
  )
}

function HitItem({ hit: { node, highlights } }: { hit: Hit }) {
  const title = highlights.find(({ field }) => field === 'TITLE')
  return (
    <li class="item">
      <p class="meta">
        <bdi class="source">{node.source.name}</bdi>
        <When at={node.publishedAt} precision={node.publishedAtPrecision} />
        {node.isLate && <span class="badge">{say('archive')}</span>}
        {node.story && node.story.articleCount > 1 && <StoryLink story={node.story} />}
      </p>
      <h3>
        <ArticleLink {...node} title={title ? <Marked {...title} /> : node.title} />
      </h3>
      {highlights
        .filter(({ field }) => field !== 'TITLE')
        .map((highlight, index) => (
          <p key={index} class="excerpt">
            <span lang={node.language} dir={dirOf(node.direction)}>
              <Marked {...highlight} />
            </span>
          </p>
        ))}
    </li>
  )
}

function Marked({ text, ranges }: Pick<Hit['highlights'][number], 'text' | 'ranges'>) {
  return (
    <>
      {pieces(text, ranges).map((piece, index) =>
        piece.isHit ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
      )}
    </>
  )
}
