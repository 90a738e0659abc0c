import type { TrendingTag } from '../api/types.ts'
import { number } from '../format.ts'
import { columns, distinct, go } from '../place.ts'
import { say } from '../words/say.ts'

/** Shows the articles of a tag in a column of its own, at the front. */
export function openTag({ slug, name }: { slug: string; name: string }): void {
  columns.value = distinct([{ title: `#${name}`, filter: { tags: [slug] } }, ...columns.value])
  go({ view: { kind: 'wall' } })
  document.querySelector('.column')?.scrollIntoView({ inline: 'start' })
}

/** Tags with how often they are used, and how that compares; a press opens a column. */
export function TrendingTags({ tags }: { tags: readonly TrendingTag[] }) {
  const most = Math.max(1, ...tags.map(({ count }) => count))
  return (
    <ol class="bars">
      {tags.map(({ tag, count, lift }) => (
        <li key={tag.slug}>
          <button type="button" class="bar" onClick={() => openTag(tag)}>
            <bdi>{tag.name}</bdi>
            <span class="figure" title={say('usual', { lift: number(lift) })}>
              {number(count)}
            </span>
            <span class="track" aria-hidden="true" style={{ inlineSize: `${(count / most) * 100}%` }} />
          </button>
        </li>
      ))}
    </ol>
  )
}
