import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { ArticleFilterInput } from '../schema/article-filter.ts'
import { AFTER, FILTER, orderedBy } from '../schema/list-arguments.ts'
import { CursorScalar } from '../schema/scalars.ts'
import { HighlightType, SearchConnectionType, SearchEdgeType, SearchFacetsType, SearchOrder } from '../schema/search.ts'
import { highlightsOf } from '../search/highlights.ts'
import type { SearchOrder as Order } from '../search/search.ts'
import { connectionOf, defaultsTo, FIRST, lengthOf } from './page-range.ts'
import { shownText } from './shown-text.ts'

/** Where articles are looked for. */
@Resolver(() => SearchConnectionType)
export class SearchResolver {
  @Query(() => SearchConnectionType, {
    description:
      'بحث\nFull-text search. The query language: words, "quoted phrases", -excluded (a minus touching its word, after a space or at the start), OR and «أو» between two words. By RELEVANCE articles holding every word come first, of very many the newest 500; where they are fewer than asked for, those holding most of the query\'s weight follow. By NEWEST, and in ArticleFilter.text, every word must hold. Spelling variants of Arabic letters, diacritics, digits and attached particles match each other.',
  })
  async search(
    @Ctx() { search }: Context,
    @Arg('query', () => String, { description: 'ما يُبحث عنه\nWhat is looked for, e.g. "هدنة غزة" OR مفاوضات -كأس.' })
    text: string,
    @Arg('filter', () => ArticleFilterInput, FILTER) filter: ArticleFilterInput | null,
    @Arg('orderBy', () => SearchOrder, orderedBy('RELEVANCE')) orderBy: Order | null,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
    @Arg('after', () => CursorScalar, AFTER) after: string | null,
  ): Promise<SearchConnectionType> {
    const asked = { text, filter, orderBy: orderBy ?? 'RELEVANCE', first: lengthOf(first, 20), after: after ?? null }
    const page = await search.page(asked)
    const { pageInfo } = connectionOf(page)
    const edges = page.edges.map(({ cursor, node: hit }) => ({ cursor, node: hit.article, score: hit.score, hit }))
    const { liveCursor, matches } = page
    return { edges, nodes: edges.map(({ node }) => node), pageInfo, liveCursor, matches, text }
  }

  @FieldResolver(() => Int, {
    description: 'العدد الكلي، ويقف العدّ عند 10000\nExact up to 10,000, where counting stops.',
  })
  async totalCount(@Root() { matches }: SearchConnectionType, @Ctx() { search }: Context): Promise<number> {
    return await search.matches.count(matches)
  }

  @FieldResolver(() => SearchFacetsType, {
    description: 'إحصاء النتائج حسب المصدر والوسم واليوم\nWhat the matches have in common.',
  })
  facets(@Root() { matches }: SearchConnectionType): SearchFacetsType {
    return { matches }
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'هل تقصد\nA likelier spelling, where there is one.',
  })
  async suggestion(@Root() { text }: SearchConnectionType, @Ctx() { search }: Context): Promise<string | null> {
    return await search.suggestion(text)
  }
}

@Resolver(() => SearchEdgeType)
export class SearchEdgeResolver {
  @FieldResolver(() => [HighlightType], {
    description:
      'مواضع الكلمات في المقال\nWhere the article holds what was asked, as far as it may be shown: title, excerpt, body, tags.',
  })
  async highlights(
    @Root() { hit }: SearchEdgeType,
    @Ctx() context: Context,
    @Arg('first', FIRST, defaultsTo(3)) first: number | null,
  ): Promise<HighlightType[]> {
    const analyzer = await context.search.analyzers.load(hit.version)
    return highlightsOf(await shownText(hit.article, context), hit.query, analyzer, lengthOf(first, 3))
  }
}
