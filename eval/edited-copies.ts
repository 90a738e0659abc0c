import type { ArticleItem } from '../src/entities/article-item.ts'
import { seededRandom } from '../src/sample/seeded-random.ts'
import { clustersOf } from './copy-clusters.ts'
import type { Corpus } from './corpus.ts'
import { bodyOf, type CorpusLine, cameAt } from './corpus-lines.ts'
import { grouped } from './grouped.ts'
import { type Figure, figure } from './measure.ts'
import { spread } from './sampling.ts'
import { TEXT_EDITS, type TextEdit } from './text-edits.ts'

const GOAL = 0.995
/** A text of fewer words is hardly an article. */
const LEAST_WORDS = 60
const HOUR_MS = 3_600_000

interface Copy {
  edit: string
  original: CorpusLine
  item: ArticleItem
}

/**
 * Whether edited copies find their original: articles of the corpus come again from another source an hour later, each edited
 * in one way, half of them under its headline and half without one. Texts of fewer than 60 words are left out.
 * @param count copies of each edit
 */
export async function measureEdits(corpus: Corpus, lines: readonly CorpusLine[], count: number): Promise<Figure[]> {
  const long = lines.filter((line) => line.articleId !== null && wordsOf(bodyOf(line)).length >= LEAST_WORDS)
  const originals = spread(long, count * TEXT_EDITS.length)
  const words = spread(long, 1_000).flatMap((line) => wordsOf(bodyOf(line)))
  const copies = originals.map((original, index) => {
    const edit = TEXT_EDITS[index % TEXT_EDITS.length]!
    return { edit: edit.name, original, item: copyOf(original, edit, words, index) }
  })
  const admitted = await corpus.admit(copies.map(({ item }) => item))
  const rows = [...admitted.map(({ articleId }) => articleId), ...originals.map(({ articleId }) => articleId)]
  const clusters = await clustersOf(corpus, rows)
  const isFound = (copy: Copy, index: number) =>
    admitted[index]!.articleId !== null &&
    clusters.get(admitted[index]!.articleId!) === clusters.get(copy.original.articleId!)
  const found = copies.map((copy, index) => ({ ...copy, isFound: isFound(copy, index) }))
  const share = (of: readonly { isFound: boolean }[]) => of.filter(({ isFound }) => isFound).length / (of.length || 1)
  const titled = found.filter(({ item }) => item.title !== null)
  return [
    ...[...grouped(titled, ({ edit }) => edit)].map(([edit, of]) =>
      figure(`copies found, ${edit}`, share(of), { atLeast: GOAL }),
    ),
    figure('copies found, without their headline', share(found.filter(({ item }) => item.title === null)), {
      atLeast: GOAL,
    }),
    figure('edited copies', found.length, { unit: 'articles' }),
  ]
}

const wordsOf = (text: string): string[] => text.match(/\S+/gu) ?? []

function copyOf(original: CorpusLine, { name, edit }: TextEdit, words: readonly string[], index: number): ArticleItem {
  const { item, id } = original
  const text = edit(bodyOf(original), seededRandom(`${name} ${id}`), words)
  return {
    guid: `copy ${id}`,
    title: Math.floor(index / TEXT_EDITS.length) % 2 === 0 ? (item!.title ?? null) : null,
    text,
    source: `${item!.source ?? ''} منقول`,
    publishedAt: new Date(cameAt(original) + HOUR_MS).toISOString(),
  }
}
