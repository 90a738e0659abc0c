import type { Copy, Related } from '../api/reading-types.ts'
import { percent } from '../format.ts'
import { Icon } from '../icons.tsx'
import { ArticleLink } from '../wall/card-view.tsx'
import { say } from '../words/say.ts'
import { When } from '../words/when.tsx'

interface Links {
  title: string
  note: string
  links: readonly Related[]
  kind: 'read-also' | 'similar'
}

/** One of the two lists of an article. What the publisher says and what was computed never stand together without saying so. */
export function RelatedList({ title, note, links, kind }: Links) {
  if (links.length === 0) return null
  return (
    <section class={`around ${kind}`}>
      <h3>{title}</h3>
      <p class="note">{note}</p>
      <ul class="plain-list">
        {links.map((link) => (
          <li class="item" key={link.id}>
            <One link={link} kind={kind} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function One({ link, kind }: { link: Related; kind: Links['kind'] }) {
  const { headline, url, article, origin, score, reasons, excerpt } = link
  return (
    <>
      <h4>
        {article ? (
          <ArticleLink {...article} />
        ) : url ? (
          <a href={url} dir="auto" target="_blank" rel="noopener noreferrer">
            {headline} <Icon name="outside" />
          </a>
        ) : (
          <span dir="auto">{headline}</span>
        )}
      </h4>
      {excerpt && (
        <p class="excerpt">
          <bdi>{excerpt}</bdi>
        </p>
      )}
      <p class="meta">
        {article && <bdi class="source">{article.source.name}</bdi>}
        {!article && <span class="badge">{say('unresolved')}</span>}
        {origin === 'EDITOR' && <span class="badge">{say('pinned')}</span>}
        {kind === 'similar' && origin === 'PUBLISHER' && <span class="badge">{say('similarListed')}</span>}
        {score !== null && <span class="figure">{percent(score)}</span>}
      </p>
      {reasons.length > 0 && (
        <p class="reasons">
          {say('because')}{' '}
          {reasons.map((reason, index) => (
            <span key={reason}>
              {index > 0 && ' · '}
              <bdi>{reason}</bdi>
            </span>
          ))}
        </p>
      )}
    </>
  )
}

export function CopyList({ copies }: { copies: readonly Copy[] }) {
  return (
    <ul class="plain-list">
      {copies.map((copy) => (
        <li class="item" key={copy.id}>
          <h4>
            <ArticleLink {...copy} />
          </h4>
          <p class="meta">
            <bdi class="source">{copy.source.name}</bdi>
            <When at={copy.publishedAt} precision={copy.publishedAtPrecision} />
          </p>
        </li>
      ))}
    </ul>
  )
}
