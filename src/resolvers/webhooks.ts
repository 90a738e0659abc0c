import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import type { Partner } from '../entities/api-key.ts'
import { DeliveryState } from '../entities/enums.ts'
import { encodeId } from '../entities/node-id.ts'
import type { WebhookAttempt, WebhookDelivery } from '../entities/webhook.ts'
import { AppError } from '../errors.ts'
import { ID_PROMISE } from '../schema/node.ts'
import { ChangeCursorScalar } from '../schema/scalars.ts'
import { PartnerType } from '../schema/viewer.ts'
import { WebhookAttemptType, WebhookDeliveryType, WebhookType } from '../schema/webhooks.ts'
import { encodeChangeCursor } from '../stores/change-cursor.ts'
import type { WebhookRow } from '../stores/webhook-store.ts'
import { partnerNamed } from './named.ts'
import { defaultsTo, FIRST, lengthOf } from './page-range.ts'

/** Webhooks as operators see all of them, and a partner his own. */
@Resolver(() => WebhookType)
export class WebhookResolver {
  @Query(() => [WebhookType], {
    nullable: true,
    description:
      "خطاطيف الويب\nThe webhooks of the caller's partner; with [OPERATE] those of every partner, or of the one named, by partner and age.",
  })
  async webhooks(
    @Ctx() context: Context,
    @Arg('partner', () => ID, { nullable: true, description: 'معرّف الشريك أو اسمه\nId or name of a partner.' })
    partner: string | null,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
  ): Promise<WebhookRow[]> {
    const { caller, stores } = context
    const length = lengthOf(first, 20)
    const named = partner == null ? null : await partnerNamed(partner, context)
    if (caller.scopes.has('OPERATE')) {
      return partner != null && named === null ? [] : await stores.webhooks.list(named?.id ?? null, length)
    }
    const own = caller.partner?.id ?? null
    if (own === null || (partner != null && named?.id !== own)) {
      throw new AppError('FORBIDDEN', 'Webhooks are shown to their partner, and with the scope OPERATE', {
        scope: 'OPERATE',
      })
    }
    return await stores.webhooks.list(own, length)
  }

  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { id }: WebhookRow): string {
    return encodeId('whk', id)
  }

  @FieldResolver(() => PartnerType, { description: 'صاحبه\nWhose it is.' })
  partner(@Root() { partnerId, partnerName }: WebhookRow): Pick<Partner, 'id' | 'name'> {
    return { id: partnerId, name: partnerName }
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'المرشِّح بصيغة JSON\nThe ArticleFilter as JSON; null for every article.',
  })
  filter(@Root() { filter }: WebhookRow): string | null {
    return filter && JSON.stringify(filter)
  }

  @FieldResolver(() => ChangeCursorScalar, {
    description: 'ما سُلّم من السجل حتى الآن\nUp to where its receiver has taken the log of changes.',
  })
  cursor(@Root() { epoch, position }: WebhookRow): string {
    return encodeChangeCursor({ epoch, position: Number(position) })
  }

  @FieldResolver(() => [WebhookDeliveryType], {
    description:
      'سجلّ التسليم، الأحدث أولاً\nThe log of deliveries, the latest first; kept for a week, dead letters for a month.',
  })
  async deliveries(
    @Root() { id }: WebhookRow,
    @Ctx() { stores }: Context,
    @Arg('states', () => [DeliveryState], { nullable: true, description: 'أي من هذه الحالات\nIn any of these states.' })
    states: DeliveryState[] | null,
    @Arg('first', FIRST, defaultsTo(20)) first: number | null,
  ): Promise<WebhookDelivery[]> {
    return await stores.webhookDeliveries.list(id, states ?? null, lengthOf(first, 20))
  }
}

@Resolver(() => WebhookDeliveryType)
export class WebhookDeliveryResolver {
  @FieldResolver(() => ID, { description: ID_PROMISE })
  id(@Root() { id }: WebhookDelivery): string {
    return encodeId('dlv', id)
  }

  @FieldResolver(() => [WebhookAttemptType], {
    description: 'المحاولات، الأولى أولاً\nThe latest times that it was sent, at most twenty, the first first.',
  })
  async attempts(@Root() { id }: WebhookDelivery, @Ctx() { loaders }: Context): Promise<WebhookAttempt[]> {
    return await loaders.attemptsOfDelivery.load(id)
  }
}
