import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { DayCountType, SearchFacetsType, SourceCountType, TagCountType } from '../schema/search.ts'
import { defaultsTo, FIRST, lengthOf } from './page-range.ts'

/** What everything that matches has in common; each list is a statement of its own, run where it is asked for. */
@Resolver(() => SearchFacetsType)
export class SearchFacetsResolver {
  @FieldResolver(() => [SourceCountType], { description: 'الأكثر أولاً\nMost frequent first.' })
  async sources(
    @Root() { matches }: SearchFacetsType,
    @Ctx() { search, loaders }: Context,
    @Arg('first', FIRST, defaultsTo(10)) first: number | null,
  ): Promise<SourceCountType[]> {
    const counts = await search.matches.sources(matches, lengthOf(first, 10))
    const rows = await Promise.all(counts.map(({ sourceId }) => loaders.source.load(sourceId)))
    return counts.flatMap(({ count }, index) => (rows[index] == null ? [] : { source: rows[index], count }))
  }

  @FieldResolver(() => [TagCountType], { description: 'الأكثر أولاً\nMost frequent first.' })
  async tags(
    @Root() { matches }: SearchFacetsType,
    @Ctx() { search, loaders }: Context,
    @Arg('first', FIRST, defaultsTo(10)) first: number | null,
  ): Promise<TagCountType[]> {
    const counts = await search.matches.tags(matches, lengthOf(first, 10))
    const rows = await Promise.all(counts.map(({ tagId }) => loaders.tag.load(tagId)))
    return counts.flatMap(({ count }, index) => (rows[index] == null ? [] : { tag: rows[index], count }))
  }

  @FieldResolver(() => [DayCountType], {
    description:
      'الأيام، الأحدث أولاً\nNewest first; days as the zone has them, and of a date without a time that date.',
  })
  async days(
    @Root() { matches }: SearchFacetsType,
    @Ctx() { search }: Context,
    @Arg('first', FIRST, defaultsTo(30)) first: number | null,
    @Arg('timeZone', () => String, {
      nullable: true,
      defaultValue: 'UTC',
      description: 'المنطقة الزمنية، مثل Africa/Cairo\nIANA, e.g. Africa/Tripoli.',
    })
    timeZone: string | null,
  ): Promise<DayCountType[]> {
    return await search.matches.days(matches, lengthOf(first, 30), zoneOf(timeZone ?? 'UTC'))
  }
}

/** The name of a zone as ICU and PostgreSQL know it. Throws BAD_USER_INPUT. */
function zoneOf(name: string): string {
  try {
    if (/^[A-Za-z]/.test(name)) return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    // Not a zone: said below.
  }
  throw new AppError('BAD_USER_INPUT', `'timeZone' is no time zone such as Africa/Tripoli`, { timeZone: name })
}
