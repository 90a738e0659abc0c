import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import type { ChangeType as Type } from '../entities/enums.ts'
import type { Revision } from '../entities/revision.ts'
import { ArticleFilterInput } from '../schema/article-filter.ts'
import { ArticleUpdatedType, ChangePageType } from '../schema/change.ts'
import { ChangeType } from '../schema/enums.ts'
import { FILTER } from '../schema/list-arguments.ts'
import { RevisionType } from '../schema/revision.ts'
import { ChangeCursorScalar } from '../schema/scalars.ts'
import { boundedList } from '../stores/bounded-input.ts'
import type { ToldChange } from '../stores/told-changes.ts'
import { changePage } from './change-page.ts'
import { isWithdrawn, shownRevisions } from './display.ts'
import { defaultsTo, FIRST, lengthOf } from './page-range.ts'

/** The log of changes for readers that poll. */
@Resolver()
export class ChangesResolver {
  @Query(() => ChangePageType, {
    description:
      'سجل التغييرات\nThe log of changes, a page at a time, oldest first: the same items in the same order as the subscription `changes`. For readers that poll. It shows articles as they are now, as every query does.',
  })
  async changes(
    @Ctx() context: Context,
    @Arg('filter', () => ArticleFilterInput, FILTER) filter: ArticleFilterInput | null,
    @Arg('types', () => [ChangeType], {
      nullable: true,
      description: 'أنواع التغييرات، وكلها إن لم تُذكر\nAny of these; all types where it is left out.',
    })
    types: Type[] | null,
    @Arg('after', () => ChangeCursorScalar, {
      description:
        'مؤشر من السجل: liveCursor أو مؤشر صفحة سابقة\nA cursor of the log: a liveCursor, or the cursor of a change or a page.',
    })
    after: string,
    @Arg('first', FIRST, defaultsTo(100)) first: number | null,
  ): Promise<ChangePageType> {
    return await changePage({ filter, types: boundedList(types, 'types'), after, first: lengthOf(first, 100) }, context)
  }
}

@Resolver(() => ArticleUpdatedType)
export class ArticleUpdatedResolver {
  @FieldResolver(() => RevisionType, {
    nullable: true,
    description: 'التعديل، وnull إن لم يتغيّر العنوان ولا النص\nWhat changed; null where title and body did not.',
  })
  async revision(
    @Root() { article, revision }: Extract<ToldChange, { type: 'ARTICLE_UPDATED' }>,
    @Ctx() context: Context,
  ): Promise<Revision | null> {
    if (revision === null || isWithdrawn(article)) return null
    return (await shownRevisions([revision], article, context))[0]!
  }
}
