import { cleanLine } from '../src/arabic/clean.ts'
import { titleKey } from '../src/arabic/fold.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { seededRandom } from '../src/sample/seeded-random.ts'
import type { Corpus } from './corpus.ts'
import { type CorpusLine, cameAt } from './corpus-lines.ts'
import { readAlsoOf } from './corpus-links.ts'
import { grouped } from './grouped.ts'
import { HEADLINE_NOISES, type HeadlineNoise } from './headline-noise.ts'
import { type Figure, figure } from './measure.ts'
import { spread } from './sampling.ts'

/** Fewer words name nothing for sure once one is gone. */
const LEAST_WORDS = 4
/** Headlines on a page. */
const A_PAGE = 25
const GOALS = { bound: 0.99, wrong: 0.002 }

/** A headline on a page, and the article that it stands for. */
interface Print {
  noise: string
  headline: string
  target: CorpusLine
}

/** Titles that stand for one article only, spread over all of them, without those of articles that `spared` names. */
export function sampleTitles(
  lines: readonly CorpusLine[],
  count: number,
  spared: (line: CorpusLine) => boolean = () => false,
): CorpusLine[] {
  const byKey = grouped(lines, ({ item }) => titleKey(item?.title ?? ''))
  const alone = [...byKey.values()].flatMap((same) => (same.length === 1 ? same : []))
  return spread(
    alone.filter((line) => (line.item?.title ?? '').trim().split(/\s+/).length >= LEAST_WORDS && !spared(line)),
    count,
  )
}

/** How noisy headlines on pages of the same publisher find their articles: those that are in, and those that come later. */
export async function measureNoise(
  corpus: Corpus,
  lines: readonly CorpusLine[],
  known: readonly CorpusLine[],
  late: readonly CorpusLine[],
): Promise<Figure[]> {
  const words = lines.flatMap(({ item }) => (item?.title ?? '').split(/\s+/)).filter((word) => word.length > 2)
  const printed = (targets: readonly CorpusLine[]) =>
    HEADLINE_NOISES.flatMap((noise) => targets.map((target) => print(noise, target, words)))
  const [onTime, early] = [printed(known), printed(late)]
  const pages = await showOnPages(corpus, [...onTime, ...early])
  const found = await pages()
  await corpus.admitLines(late)
  const foundLate = await pages()
  const right = ({ target }: Print, row: string | null | undefined) => row === target.articleId
  const wrong = (prints: readonly Print[], of: ReadonlyMap<Print, string | null>) =>
    share(prints, (one) => of.get(one) != null && !right(one, of.get(one)))
  return [
    ...HEADLINE_NOISES.map(({ name }) => {
      const prints = onTime.filter(({ noise }) => noise === name)
      return figure(
        `bound, ${name}`,
        share(prints, (one) => right(one, found.get(one))),
      )
    }),
    figure(
      'bound, noisy headlines',
      share(onTime, (one) => right(one, found.get(one))),
      { atLeast: GOALS.bound },
    ),
    figure('bound wrongly, noisy headlines', wrong(onTime, found), { atMost: GOALS.wrong }),
    figure('bound wrongly, of articles not there', wrong(early, found), { atMost: GOALS.wrong }),
    figure(
      'bound once the article came, noisy headlines',
      share(early, (one) => right(one, foundLate.get(one))),
    ),
    figure('noisy headlines', onTime.length + early.length, { unit: 'headlines' }),
  ]
}

const share = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
  items.length === 0 ? 0 : items.filter(holds).length / items.length

function print(noise: HeadlineNoise, target: CorpusLine, words: readonly string[]): Print {
  const random = seededRandom(`${noise.name} ${target.id}`)
  return { noise: noise.name, headline: noise.print(target.item!.title!, random, words), target }
}

/** Puts headlines on pages of the publishers of their articles; gives how to ask what each is bound to now. */
async function showOnPages(
  corpus: Corpus,
  prints: readonly Print[],
): Promise<() => Promise<Map<Print, string | null>>> {
  const groups = [...grouped(prints, ({ noise, target }) => `${noise} ${target.item!.source ?? ''}`).values()]
  const pages = groups.flatMap((group) => {
    const inOrder = group.toSorted((a, b) => cameAt(a.target) - cameAt(b.target))
    return Array.from({ length: Math.ceil(group.length / A_PAGE) }, (_, page) =>
      inOrder.slice(page * A_PAGE, (page + 1) * A_PAGE),
    )
  })
  const admitted = await corpus.admit(pages.map(pageOf))
  return async () => {
    const links = await readAlsoOf(
      corpus.manager,
      admitted.flatMap(({ articleId }) => articleId ?? []),
    )
    const bound = new Map<Print, string | null>()
    for (const [index, page] of pages.entries()) {
      const shown = new Map(links.get(admitted[index]!.articleId ?? '')?.map((link) => [link.headline, link.articleId]))
      for (const one of page) bound.set(one, shown.get(cleanLine(one.headline)) ?? null)
    }
    return bound
  }
}

function pageOf(prints: readonly Print[], number: number): ArticleItem {
  const { item } = prints.at(-1)!.target
  return {
    guid: `page ${number}`,
    title: `صفحة الروابط رقم ${number}`,
    source: item!.source ?? null,
    publishedAt: item!.publishedAt ?? null,
    observedAt: item!.observedAt ?? null,
    readAlso: prints.map(({ headline }) => ({ headline })),
  }
}
