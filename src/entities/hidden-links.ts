import type { RelatedLink } from './related-link.ts'

type Named = Pick<RelatedLink, 'origin' | 'headlineKey' | 'addressKey' | 'articleId' | 'isHidden'>

/**
 * The links of an article that its editors let stand. Hidden is not one row but whom it names: neither the same headline printed
 * again nor another link to the same article brings it back; only what an editor set himself stands all the same.
 */
export function standing<Link extends Named>(links: readonly Link[]): Link[] {
  const hidden = new Set(links.filter(({ isHidden }) => isHidden).flatMap(namesOf))
  if (hidden.size === 0) return [...links]
  return links.filter((link) => link.origin === 'EDITOR' || !namesOf(link).some((name) => hidden.has(name)))
}

/** What a link names: its article and, where the publisher printed it, its address and its headline. */
function namesOf({ origin, headlineKey, addressKey, articleId }: Named): string[] {
  const names = articleId === null ? [] : [`article ${articleId}`]
  if (origin !== 'PUBLISHER') return names
  if (addressKey !== '') names.push(`address ${addressKey}`)
  return [...names, `headline ${headlineKey}`]
}
