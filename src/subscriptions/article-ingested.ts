import { Arg, Resolver, Root, Subscription } from 'type-graphql'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { ArticleFilterInput } from '../schema/article-filter.ts'
import { ArticleIngestedType } from '../schema/change.ts'
import { FILTER } from '../schema/list-arguments.ts'
import { ChangeCursorScalar } from '../schema/scalars.ts'
import { asksText } from '../stores/article-filter.ts'
import { filterPredicate } from '../stores/article-filter-predicate.ts'
import { toldChanges } from '../stores/told-changes.ts'
import { type LiveSelection, SelectedChanges, selectionKey } from './selected-changes.ts'

interface ArticleIngestedArgs {
  filter?: ArticleFilterInput | null
  after?: string | null
}

/** Newly ingested articles, live. */
@Resolver()
export class ArticleIngestedResolver {
  @Subscription(() => ArticleIngestedType, {
    description:
      'مقالات جديدة\nNewly ingested articles that match. With `after` it first replays what was missed since that cursor, then continues live: nothing lost, nothing twice, in one order for every subscriber. Without it, from now on. A filter that may be silent for days belongs to `changes(types: [ARTICLE_INGESTED])`, which sends Checkpoints; over SSE both send their position as `id:` once a minute.',
    subscribe: ({ args, context }) => ingested(args, context),
  })
  articleIngested(
    @Root() event: ArticleIngestedType,
    @Arg('filter', () => ArticleFilterInput, FILTER) _filter: ArticleFilterInput | null,
    @Arg('after', () => ChangeCursorScalar, {
      nullable: true,
      description:
        'المؤشر الذي يبدأ بعده، ومن الآن إن لم يُذكر\nThe cursor to go on from; from now on where it is left out.',
    })
    _after: string | null,
  ): ArticleIngestedType {
    return event
  }
}

async function ingested(args: ArticleIngestedArgs, context: Context): Promise<SelectedChanges> {
  if (!context.caller.scopes.has('READ'))
    throw new AppError('FORBIDDEN', 'This needs the scope READ', { scope: 'READ' })
  const filter = await context.search.logFilter(args.filter)
  const matches = filterPredicate(filter)
  const selection: LiveSelection = {
    key: selectionKey('articleIngested', { filter: args.filter }),
    filter,
    asksText: asksText(args.filter),
    types: new Set(['ARTICLE_INGESTED']),
    checkpoint: null,
    selects: ({ type, after }) => type === 'ARTICLE_INGESTED' && after !== null && matches(after),
    events: (epoch, changes, { loaders }) => toldChanges(epoch, changes, loaders),
  }
  return new SelectedChanges(selection, args.after ?? null, context)
}
