import { Arg, Ctx, Extensions, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import type { Partner } from '../entities/api-key.ts'
import { PartnerAccountConnectionType } from '../schema/connections.ts'
import { AFTER } from '../schema/list-arguments.ts'
import { ID_PROMISE } from '../schema/node.ts'
import { ApiKeyType, PartnerAccountType } from '../schema/partners.ts'
import { CursorScalar } from '../schema/scalars.ts'
import { PartnerType } from '../schema/viewer.ts'
import type { KeyRow } from '../stores/key-store.ts'
import type { ListedPartner } from '../stores/partner-store.ts'
import { connectionOf, defaultsTo, FIRST, lengthOf, pageRange } from './page-range.ts'

/** Partners and their keys, for operators. */
@Resolver(() => PartnerAccountType)
export class PartnersResolver {
  @Query(() => PartnerAccountConnectionType, {
    nullable: true,
    description: 'الشركاء ومفاتيحهم\n[OPERATE] Those who have keys of their own, by name.',
  })
  @Extensions({ scope: 'OPERATE' })
  async partners(
    @Ctx() { stores }: Context,
    @Arg('first', FIRST, defaultsTo(50)) first: number | null,
    @Arg('after', () => CursorScalar, AFTER) after: string | null,
  ): Promise<PartnerAccountConnectionType> {
    return connectionOf(await stores.partners.page(pageRange({ first, after }, 50)))
  }

  @FieldResolver(() => PartnerType, { description: 'من هو\nWho he is.' })
  partner(@Root() { id, name }: ListedPartner): Pick<Partner, 'id' | 'name'> {
    return { id, name }
  }

  @FieldResolver(() => [ApiKeyType], {
    description: 'مفاتيحه، الأحدث أولاً\nHis keys, the newest first, revoked ones too.',
  })
  async keys(
    @Root() { id }: ListedPartner,
    @Ctx() { loaders }: Context,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
  ): Promise<KeyRow[]> {
    return (await loaders.keysOfPartner.load(id)).slice(0, lengthOf(first, 20))
  }
}

@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { publicId }: KeyRow): string {
    return publicId
  }

  @FieldResolver(() => Boolean, { description: 'هل معه سرّ للتوقيع\nWhether it has a secret to sign with.' })
  signing(@Root() { signingSalt }: KeyRow): boolean {
    return signingSalt !== null
  }
}
