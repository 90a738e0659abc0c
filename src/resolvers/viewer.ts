import { Ctx, Extensions, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import type { Partner } from '../entities/api-key.ts'
import { encodeId } from '../entities/node-id.ts'
import { ID_PROMISE } from '../schema/node.ts'
import { PartnerType, ViewerType } from '../schema/viewer.ts'

/** Who is asking. */
@Resolver(() => PartnerType)
export class ViewerResolver {
  @Query(() => ViewerType, {
    description: 'من السائل، وما له، وما بقي من حصّته\nWho is asking: scopes, and what is left of the quota.',
  })
  @Extensions({ scope: null })
  viewer(@Ctx() { caller, quota }: Context): ViewerType {
    return { partner: caller.partner, scopes: [...caller.scopes], quota: quota() }
  }

  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { id }: Pick<Partner, 'id'>): string {
    return encodeId('par', id)
  }
}
