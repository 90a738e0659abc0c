import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { titleKey } from '../src/arabic/fold.ts'
import { AppError } from '../src/errors.ts'
import { decode } from '../src/ingestion/charset.ts'
import { type ExtractedPage, extractPage } from '../src/ingestion/extract/extract-page.ts'
import { RelatedMarkers } from '../src/ingestion/extract/related-markers.ts'
import { type LabelledPage, labelledPages, rendered } from './extraction-sets.ts'
import { type Detail, type Figure, figure, type Measure } from './measure.ts'
import { textF1 } from './text-overlap.ts'

/** A text below this is looked into. */
const LOW = 0.9
const BASELINE = 'Readability + linkedom'

interface Judged {
  page: LabelledPage
  found: ExtractedPage
  text: number | null
  baseText: number | null
  title: boolean | null
  baseTitle: boolean | null
  date: boolean | null
  day: boolean | null
  leaked: string[]
}

interface Plain {
  title: string
  text: string
  publishedAt: string | null
}

function readabilityAlone(html: string): Plain {
  const { document } = parseHTML(html)
  try {
    const article = new Readability(document as never, { serializer: (node) => node }).parse()
    const text = article?.content ? rendered(article.content as never) : ''
    return { title: article?.title ?? '', text, publishedAt: article?.publishedTime ?? null }
  } catch {
    return { title: '', text: '', publishedAt: null }
  }
}

/** Lines of a text that begin with a marker of links and are not in the gold text: what should have been cut. */
function leaksIn(text: string, gold: string | null): string[] {
  const markers = new RelatedMarkers(null)
  const lines = text.split('\n').filter((line) => {
    const hit = markers.read(line)
    return hit !== null && !hit.isAmbiguous && (hit.rest === '' || hit.isParted)
  })
  return gold === null ? lines : lines.filter((line) => !titleKey(gold).includes(titleKey(line)))
}

/** The moment of a gold date; of one without a zone as if it were UTC. Null where it is a day only. */
function goldMoment(gold: string): number | null {
  // Midnight stands for a day without a time.
  if (!/\d:\d/.test(gold) || /[T ]00:00(?::00)?(?![\d:])/.test(gold)) return null
  return Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/.test(gold) ? gold : `${gold.replace(' ', 'T')}Z`)
}

/** Whether a date is the gold one: to the minute where the gold has a time. */
function isDate(found: string | null | undefined, gold: string): boolean {
  if (!found) return false
  const moment = goldMoment(gold)
  return moment === null ? found.slice(0, 10) === gold.slice(0, 10) : Math.abs(Date.parse(found) - moment) < 60_000
}

/** Whether two dates are of one day, by the zone of either: many a page prints no zone. */
function isSameDay(found: string | null | undefined, gold: string): boolean {
  if (!found) return false
  const moment = goldMoment(gold)
  const days = [gold.slice(0, 10), moment === null ? '' : new Date(moment).toISOString().slice(0, 10)]
  return days.includes(found.slice(0, 10))
}

function judge(page: LabelledPage, now: Date): Judged {
  const { text: html } = decode(page.bytes, { kind: 'html' })
  const found = extractPage(html, { url: page.url, now })
  const base = readabilityAlone(html)
  const isTitle = (title: string | null | undefined) =>
    page.title === null ? null : titleKey(title ?? '') === titleKey(page.title)
  return {
    page,
    found,
    text: page.text === null ? null : textF1(found.item.text ?? '', page.text),
    baseText: page.text === null ? null : textF1(base.text, page.text),
    title: isTitle(found.item.title),
    baseTitle: isTitle(base.title),
    date: page.publishedAt === null ? null : isDate(found.item.publishedAt, page.publishedAt),
    day: page.publishedAt === null ? null : isSameDay(found.item.publishedAt, page.publishedAt),
    leaked: leaksIn(found.item.text ?? '', page.text),
  }
}

/** What of the gold text a page lost, by the reason for which it was cut: why its figure is low. */
function whyLow({ page, found }: Judged): string {
  const gold = titleKey(page.text ?? '')
  const cut = found.removed.filter(({ text }) => titleKey(text) !== '' && gold.includes(titleKey(text).slice(0, 120)))
  const reasons = [...new Set(cut.map(({ reason }) => reason))].map(
    (reason) => `${reason}: ${cut.find((piece) => piece.reason === reason)!.text}`,
  )
  if (reasons.length > 0) return `gold holds what was cut: ${reasons.join(' · ')}`
  return gold.length < titleKey(found.item.text ?? '').length
    ? 'more than the gold text was kept'
    : 'text was not found'
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const isGiven = <T>(value: T | null): value is T => value !== null
const shareOf = (values: readonly boolean[]): number => mean(values.map(Number))

function figuresOf(judged: readonly Judged[]): Figure[] {
  const texts = judged.map(({ text }) => text).filter(isGiven)
  const titles = judged.map(({ title }) => title).filter(isGiven)
  const dates = judged.map(({ date }) => date).filter(isGiven)
  const alone = (value: number) => ({ name: BASELINE, value, unit: 'share' })
  const figures: Figure[] = [figure('pages', judged.length, { unit: 'pages' })]
  if (texts.length > 0) {
    const base = mean(judged.map(({ baseText }) => baseText).filter(isGiven))
    // Where the gold text is Readability's own, nothing can be ahead of it.
    figures.push(figure('text F1', mean(texts), { baseline: alone(base), atLeast: base > 0.99 ? 0.97 : base }))
    figures.push(figure(`pages under ${LOW}`, texts.filter((text) => text < LOW).length, { unit: 'pages' }))
  }
  if (titles.length > 0) {
    const base = shareOf(judged.map(({ baseTitle }) => baseTitle).filter(isGiven))
    figures.push(figure('title', shareOf(titles), { baseline: alone(base), atLeast: 0.95 }))
  }
  if (dates.length > 0) {
    figures.push(figure('date', shareOf(dates), { atLeast: 0.95 }))
    figures.push(figure('date, by the day', shareOf(judged.map(({ day }) => day).filter(isGiven))))
  }
  const leaked = judged.flatMap(({ leaked: lines }) => lines).length
  figures.push(figure('related blocks leaked', leaked, { unit: 'lines', atMost: 0 }))
  return figures
}

function detailsOf(judged: readonly Judged[]): Detail[] {
  const low = judged.filter(({ text }) => text !== null && text < LOW)
  const wrong = judged.filter(({ title, date }) => title === false || date === false)
  return [
    {
      title: `Text F1 under ${LOW}`,
      rows: low.map((one) => ({ file: one.page.file, F1: one.text, alone: one.baseText, why: whyLow(one) })),
    },
    {
      title: 'Title or date not as expected',
      rows: wrong.map(({ page, found, title }) => ({
        file: page.file,
        found: title === false ? (found.item.title ?? null) : (found.item.publishedAt ?? null),
        expected: title === false ? page.title : page.publishedAt,
      })),
    },
    {
      title: 'Lines of related blocks in the text',
      rows: judged.flatMap(({ page, leaked }) => leaked.map((line) => ({ file: page.file, line }))),
    },
  ].filter(({ rows }) => rows.length > 0)
}

/** Text, title and date of pages as `extractPage` reads them, against Readability alone on the same pages. */
export const measureExtraction: Measure = async (inputs, { say }) => {
  const now = new Date()
  const judged = inputs.flatMap((input) => {
    const pages = labelledPages(input)
    say(`sila: ${pages.length} pages of ${input}`)
    return pages.map((page) => judge(page, now))
  })
  if (judged.length === 0) throw new AppError('BAD_USER_INPUT', `no page to measure in ${inputs.join(', ')}`)
  return {
    name: 'extraction',
    figures: figuresOf(judged),
    details: detailsOf(judged),
    records: judged.map(({ page, found: { item } }) => ({
      file: page.file,
      title: item.title ?? null,
      text: item.text ?? null,
      publishedAt: item.publishedAt ?? null,
    })),
  }
}
