import { openTag } from '../wall/trending-tags.tsx'
import { say } from '../words/say.ts'

/** The tags of an article or a story; each opens as a column. */
export function TagList({ tags }: { tags: readonly { slug: string; name: string }[] }) {
  if (tags.length === 0) return null
  return (
    <ul class="tags" aria-label={say('tags')}>
      {tags.map((tag) => (
        <li key={tag.slug}>
          <button type="button" onClick={() => openTag(tag)}>
            <bdi>{tag.name}</bdi>
          </button>
        </li>
      ))}
    </ul>
  )
}
