import { titleKey } from '../src/arabic/fold.ts'
import { printedForms } from '../src/linking/headline-form.ts'
import { type Corpus, withCorpus } from './corpus.ts'
import { articlesByUrl, type CorpusLine, linesByArticle, readCorpus } from './corpus-lines.ts'
import { readAlsoOf } from './corpus-links.ts'
import { grouped } from './grouped.ts'
import { readRecords } from './labelled.ts'
import { type Detail, type Figure, figure, type Measure } from './measure.ts'
import { measureNoise, sampleTitles } from './readalso-noise.ts'
import { LINK } from './similar.ts'

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
  const judged = judgedLinks(bound, links)
  const share = (holds: (one: JudgedLink) => boolean): number => judged.filter(holds).length / (judged.length || 1)
  return [
    figure('bound', share(isBound), { atLeast: 0.99 }),
    figure(
      'bound wrongly',
      share(({ link, found }) => found.some((target) => !link.targetUrls.includes(target))),
      { atMost: 0.002 },
    ),
    figure('labelled links', links.length, { unit: 'links' }),
  ]
}

/** A labelled link with the articles that its headline was bound to. */
interface JudgedLink {
  link: LabelledLink
  found: string[]
}

const isBound = ({ link, found }: JudgedLink): boolean => found.some((target) => link.targetUrls.includes(target))

function judgedLinks(bound: readonly BoundHeadline[], links: readonly LabelledLink[]): JudgedLink[] {
  const places = bound.flatMap(({ sourceUrl, headline, target }) =>
    target === null ? [] : printedForms(headline).map(({ key }) => ({ place: `${sourceUrl} ${key}`, target })),
  )
  const targets = grouped(places, ({ place }) => place)
  return links.map((link) => {
    const keys = printedForms(link.linkText).map(({ key }) => `${link.sourceUrl} ${key}`)
    return { link, found: keys.flatMap((key) => targets.get(key) ?? []).map(({ target }) => target) }
  })
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

/** Titles that are printed with every noise, of articles that are in and of articles that come later. */
const NOISY = { known: 400, late: 100 }
const NOISY_FULL = { known: 4_000, late: 1_000 }

/** `sila eval readalso ARTICLES LINKS`: whether the headlines that pages show are bound to the articles they stand for. */
export const measureReadAlso: Measure = async ([articles, labels], options) => {
  const lines = await readCorpus(articles!)
  const links = await readRecords(labels!, LINK)
  const noisy = options.full ? NOISY_FULL : NOISY
  const late = new Set(sampleTitles(lines, Math.min(noisy.late, lines.length / 10), isNamedBy(links)))
  return await withCorpus(options, async (corpus) => {
    const early = lines.filter((line) => !late.has(line))
    await corpus.admitLines(early)
    const bound = await boundHeadlines(corpus, early, links)
    const named = canonical(links, lines)
    const figures = scoreReadAlso(bound, named)
    options.say('sila: headlines with noise are looked for')
    const noise = await measureNoise(corpus, lines, sampleTitles(early, noisy.known), [...late])
    return {
      name: 'readalso',
      figures: [...figures, ...noise],
      details: [{ title: 'Labelled links that are not bound', rows: missed(bound, named) }],
      records: readAlsoRecords(bound),
    }
  })
}

function missed(bound: readonly BoundHeadline[], links: readonly LabelledLink[]): Detail['rows'] {
  const shown = new Set(
    bound.flatMap(({ sourceUrl, headline }) => printedForms(headline).map(({ key }) => sourceUrl + key)),
  )
  return judgedLinks(bound, links)
    .filter((one) => !isBound(one))
    .map(({ link: { sourceUrl, linkText }, found }) => ({
      linkText,
      sourceUrl,
      why: found[0] ?? (shown.has(sourceUrl + titleKey(linkText)) ? 'waits' : 'not seen as a headline'),
    }))
}

/** Whether labels say anything of an article. */
function isNamedBy(links: readonly LabelledLink[]): (line: CorpusLine) => boolean {
  const urls = new Set(links.flatMap(({ sourceUrl, targetUrls }) => [sourceUrl, ...targetUrls]))
  const keys = new Set(links.flatMap(({ linkText }) => printedForms(linkText).map(({ key }) => key)))
  return ({ url, item }) => urls.has(url ?? '') || keys.has(titleKey(item?.title ?? ''))
}

/** What the articles that the labels name show. */
async function boundHeadlines(
  { manager }: Corpus,
  lines: readonly CorpusLine[],
  links: readonly LabelledLink[],
): Promise<BoundHeadline[]> {
  const rows = articlesByUrl(lines)
  const byArticle = linesByArticle(lines)
  const sources = [...new Set(links.map(({ sourceUrl }) => sourceUrl))]
  const shown = await readAlsoOf(
    manager,
    sources.flatMap((url) => rows.get(url) ?? []),
  )
  return sources.flatMap((sourceUrl) =>
    (shown.get(rows.get(sourceUrl) ?? '') ?? []).map(({ headline, articleId }) => {
      const target = articleId === null ? undefined : byArticle.get(articleId)?.[0]
      return { sourceUrl, headline, target: target === undefined ? null : (target.url ?? target.id) }
    }),
  )
}

/** The links with the address under which each target is recorded: two addresses may be one article. */
function canonical(links: readonly LabelledLink[], lines: readonly CorpusLine[]): LabelledLink[] {
  const rows = articlesByUrl(lines)
  const byArticle = linesByArticle(lines)
  const first = (url: string): string => byArticle.get(rows.get(url) ?? '')?.[0]?.url ?? url
  return links.map((link) => ({ ...link, targetUrls: link.targetUrls.map(first) }))
}
