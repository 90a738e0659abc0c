import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { ArticleConnectionType, SourceConnectionType, TagConnectionType } from '../schema/connections.ts'

/** Counting costs a statement of its own, so it is done only where the number is asked for. */
@Resolver(() => ArticleConnectionType)
export class ArticleConnectionResolver {
  @FieldResolver(() => Int, {
    description: 'العدد الكلي، ويقف العدّ عند 10000\nExact up to 10,000, where counting stops.',
  })
  async totalCount(@Root() { filter }: ArticleConnectionType, @Ctx() { stores }: Context): Promise<number> {
    return await stores.articles.count(filter)
  }
}

@Resolver(() => SourceConnectionType)
export class SourceConnectionResolver {
  @FieldResolver(() => Int, { description: 'العدد الكلي\nExact.' })
  async totalCount(@Root() { filter }: SourceConnectionType, @Ctx() { stores }: Context): Promise<number> {
    return await stores.sources.count(filter)
  }
}

@Resolver(() => TagConnectionType)
export class TagConnectionResolver {
  @FieldResolver(() => Int, { description: 'العدد الكلي\nExact.' })
  async totalCount(@Root() { filter }: TagConnectionType, @Ctx() { stores }: Context): Promise<number> {
    return await stores.tags.count(filter)
  }
}
