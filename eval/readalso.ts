import { printedForms } from '../src/linking/headline-form.ts'
import { type Figure, figure } from './measure.ts'

/** A headline that an article shows, and the address of the article that it was bound to; null where it waits. */
export interface BoundHeadline {
  sourceUrl: string
  headline: string
  target: string | null
}

/** A labelled link: the articles that a printed headline may stand for. */
export interface LabelledLink {
  sourceUrl: string
  targetUrls: readonly string[]
  linkText: string
}

/**
 * How well printed headlines find their articles: the share of labelled links bound to one of their targets, and of those bound to
 * another article. A link whose headline was not seen at all is not bound.
 */
export function scoreReadAlso(bound: readonly BoundHeadline[], links: readonly LabelledLink[]): Figure[] {
  const targets = new Map<string, string[]>()
  for (const { sourceUrl, headline, target } of bound) {
    if (target === null) continue
    for (const { key } of printedForms(headline)) {
      const place = `${sourceUrl} ${key}`
      targets.set(place, [...(targets.get(place) ?? []), target])
    }
  }
  const found = links.map(({ sourceUrl, linkText }) =>
    printedForms(linkText).flatMap(({ key }) => targets.get(`${sourceUrl} ${key}`) ?? []),
  )
  const share = (holds: (targets: readonly string[], link: LabelledLink) => boolean): number =>
    links.length === 0 ? 0 : links.filter((link, index) => holds(found[index]!, link)).length / links.length
  return [
    figure(
      'bound',
      share((targets, { targetUrls }) => targets.some((target) => targetUrls.includes(target))),
      {
        atLeast: 0.99,
      },
    ),
    figure(
      'bound wrongly',
      share((targets, { targetUrls }) => targets.some((target) => !targetUrls.includes(target))),
      {
        atMost: 0.002,
      },
    ),
    figure('labelled links', links.length, { unit: 'links' }),
  ]
}

/** One record a source: the lines of `--out`. */
export function readAlsoRecords(bound: readonly BoundHeadline[]): { sourceUrl: string; targets: string[] }[] {
  const targets = new Map<string, Set<string>>()
  for (const { sourceUrl, target } of bound) {
    const known = targets.get(sourceUrl) ?? new Set()
    if (target !== null) known.add(target)
    targets.set(sourceUrl, known)
  }
  return [...targets].map(([sourceUrl, urls]) => ({ sourceUrl, targets: [...urls] }))
}
