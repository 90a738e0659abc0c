import { Arg, Resolver, Root, Subscription } from 'type-graphql'
import type { Context } from '../context.ts'
import { ArticleFilterInput } from '../schema/article-filter.ts'
import { ChangeInterface, type CheckpointValue } from '../schema/change.ts'
import { ChangeType } from '../schema/enums.ts'
import { FILTER } from '../schema/list-arguments.ts'
import { ChangeCursorScalar } from '../schema/scalars.ts'
import { asksText } from '../stores/article-filter.ts'
import { changePredicate } from '../stores/article-filter-predicate.ts'
import { boundedList } from '../stores/bounded-input.ts'
import { type ToldChange, toldChanges } from '../stores/told-changes.ts'
import { type LiveSelection, SelectedChanges, selectionKey } from './selected-changes.ts'

type Type = keyof typeof ChangeType

interface ChangesArgs {
  filter?: ArticleFilterInput | null
  types?: Type[] | null
  after?: string | null
}

/** The log of changes, live. */
@Resolver()
export class ChangesSubscription {
  @Subscription(() => ChangeInterface, {
    description:
      "كل ما يتغيّر\nEverything that happens, in the same order. A change of an article is delivered when the article matched before the change or matches as the change left it, both judged on what the log's row keeps (`text` only as the change left it); of a story, when its lead or the article that changed it matches. All types where `types` is left out.",
    subscribe: ({ args, context }) => changes(args, context),
  })
  changes(
    @Root() change: ToldChange | CheckpointValue,
    @Arg('filter', () => ArticleFilterInput, FILTER) _filter: ArticleFilterInput | null,
    @Arg('types', () => [ChangeType], {
      nullable: true,
      description: 'أنواع التغييرات، وكلها إن لم تُذكر\nAny of these; all types where it is left out.',
    })
    _types: Type[] | null,
    @Arg('after', () => ChangeCursorScalar, {
      nullable: true,
      description:
        'المؤشر الذي يبدأ بعده، ومن الآن إن لم يُذكر\nThe cursor to go on from; from now on where it is left out.',
    })
    _after: string | null,
  ): ChangeInterface {
    return change
  }
}

async function changes(
  { filter: given, types: asked, after }: ChangesArgs,
  context: Context,
): Promise<SelectedChanges> {
  const filter = await context.search.logFilter(given)
  const matches = changePredicate(filter)
  const types = new Set(boundedList(asked, 'types') ?? Object.values(ChangeType))
  const selection: LiveSelection = {
    key: selectionKey('changes', { filter: given, types: Object.values(ChangeType).filter((type) => types.has(type)) }),
    filter,
    asksText: asksText(given),
    types,
    checkpoint: (cursor, at): CheckpointValue => ({ type: 'CHECKPOINT', cursor, at }),
    selects: (change) => (types as ReadonlySet<string>).has(change.type) && matches(change),
    events: (epoch, selected, { loaders }) => toldChanges(epoch, selected, loaders),
  }
  return new SelectedChanges(selection, after ?? null, context)
}
