import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { labelledPages } from '../eval/extraction-sets.ts'
import { type Figure, figure, type Measurement } from '../eval/measure.ts'
import { AppError } from '../src/errors.ts'
import { decode } from '../src/ingestion/charset.ts'
import { extractPage } from '../src/ingestion/extract/extract-page.ts'
import type { BenchOptions } from './bench-options.ts'

/** Rounds over all pages; the quickest counts, since everything else on the machine only adds. The first warms up. */
const ROUNDS = 4

/** Seconds of this process's CPU that some work took. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000_000
}

/**
 * Full-text pages that one CPU second extracts, beside Mozilla's Readability on linkedom alone, over the same pages in the same run.
 * @param set pages as `eval extraction` takes them
 */
export async function pageFigures(set: string): Promise<Figure[]> {
  const pages = labelledPages(set).map(({ bytes, url }) => ({ html: decode(bytes, { kind: 'html' }).text, url }))
  const now = new Date()
  let [ours, alone] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < ROUNDS; round++) {
    let [cpuOurs, cpuAlone] = [0, 0]
    // Page by page in turn: a slow spell of the machine, or a collection of garbage, falls on both alike.
    for (const { html, url } of pages) {
      cpuAlone += cpuOf(() => void new Readability(parseHTML(html).document as never).parse())
      cpuOurs += cpuOf(() => void extractPage(html, { url, now }))
    }
    if (round > 0) [ours, alone] = [Math.min(ours, cpuOurs), Math.min(alone, cpuAlone)]
  }
  const unit = 'pages per CPU second'
  const baseline = { name: 'Readability + linkedom', value: pages.length / alone, unit }
  return [
    { ...figure('full-text pages', pages.length / ours, { unit }), baseline },
    figure('full-text pages to Readability alone', alone / ours, { unit: 'ratio', baseline, atLeast: 0.8 }),
  ]
}

/** The same, as `sila bench pages` prints it. */
export async function measurePages({ pages }: BenchOptions): Promise<Measurement> {
  if (pages === null) throw new AppError('BAD_USER_INPUT', 'name a set of pages with --pages')
  return { name: 'pages', figures: await pageFigures(pages) }
}
