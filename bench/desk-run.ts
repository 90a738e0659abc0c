import { Corpus } from '../eval/corpus.ts'
import { openDesk } from '../src/app/open-desk.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import type { WorkPlace } from './work-place.ts'

const QUIET = { info: () => {}, warn: () => {} }

/** Has a desk admit articles into an empty store; gives how many it took. */
export async function admitAll({ db, listener }: WorkPlace, items: readonly ArticleItem[]): Promise<number> {
  const desk = openDesk({ database: db, listener }, { changesKeptSeconds: 1e9 }, QUIET)
  const admitted = await new Corpus(db.manager, { say: () => {} }).admit(items)
  await desk.close()
  return admitted.filter(({ articleId }) => articleId !== null).length
}
