import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import { decodeId, type NodePrefix } from '../entities/node-id.ts'
import { WEBHOOK_ERRORS } from '../entities/webhook-error.ts'
import type { WebhookAnswer } from '../entities/webhook-work.ts'
import { ChangeType } from '../schema/enums.ts'
import { ChangeCursorScalar } from '../schema/scalars.ts'
import { WebhookDeliveryPayloadType, WebhookInput, WebhookPayloadType, WebhookUpdateInput } from '../schema/webhooks.ts'
import { boundedList } from '../stores/bounded-input.ts'
import { partnerNamed } from './named.ts'

const ID_OF_WEBHOOK = { description: 'معرّف خطّاف الويب\nThe id of the webhook.' } as const
const ALL_TYPES = Object.values(ChangeType)

/** The row that an id names; '0', which none has, where it names nothing of its kind. */
function rowId(prefix: NodePrefix, id: string): string {
  const named = decodeId(id)
  return named?.prefix === prefix ? named.id : '0'
}

async function shown(
  { webhookId, secret, userErrors }: WebhookAnswer,
  { stores }: Context,
): Promise<WebhookPayloadType> {
  return { webhook: webhookId === null ? null : await stores.webhooks.byId(webhookId), secret, userErrors }
}

/** Webhooks as their operator sets them up. */
@Resolver()
export class WebhookMutationsResolver {
  @Mutation(() => WebhookPayloadType, {
    nullable: true,
    description:
      'إنشاء خطّاف ويب\n[OPERATE] Delivers changes to an address of a partner from now on, or after a cursor. The signing secret is in this answer alone.',
  })
  @Extensions({ scope: 'OPERATE' })
  async webhookCreate(
    @Ctx() context: Context,
    @Arg('input', () => WebhookInput, { description: 'ما يُنشأ\nWhat is to be made.' }) input: WebhookInput,
  ): Promise<WebhookPayloadType> {
    const partner = await partnerNamed(input.partner, context)
    if (partner === null) return { webhook: null, secret: null, userErrors: [WEBHOOK_ERRORS.noPartner] }
    const { url, filter = null, after = null } = input
    const types = boundedList(input.types, 'types') ?? ALL_TYPES
    return await shown(await context.webhooks.create({ partnerId: partner.id, url, filter, types, after }), context)
  }

  @Mutation(() => WebhookPayloadType, {
    nullable: true,
    description:
      'تعديل خطّاف ويب\n[OPERATE] Changes what is given. A message that is under way goes out as it was made.',
  })
  @Extensions({ scope: 'OPERATE' })
  async webhookUpdate(
    @Ctx() context: Context,
    @Arg('id', () => ID, ID_OF_WEBHOOK) id: string,
    @Arg('input', () => WebhookUpdateInput, { description: 'ما يتغيّر\nWhat changes.' })
    { url, filter, types }: WebhookUpdateInput,
  ): Promise<WebhookPayloadType> {
    const change = {
      ...(url != null && { url }),
      ...(filter !== undefined && { filter }),
      ...(types != null && { types: boundedList(types, 'types')! }),
    }
    return await shown(await context.webhooks.update(rowId('whk', id), change), context)
  }

  @Mutation(() => WebhookPayloadType, {
    nullable: true,
    description: 'إيقاف خطّاف ويب إلى حين\n[OPERATE] Stops delivering; its place in the log stays.',
  })
  @Extensions({ scope: 'OPERATE' })
  async webhookPause(
    @Ctx() context: Context,
    @Arg('id', () => ID, ID_OF_WEBHOOK) id: string,
  ): Promise<WebhookPayloadType> {
    return await shown(await context.webhooks.pause(rowId('whk', id)), context)
  }

  @Mutation(() => WebhookPayloadType, {
    nullable: true,
    description:
      'استئناف خطّاف ويب\n[OPERATE] Delivers again, at once, from where it stopped; also one that was disabled.',
  })
  @Extensions({ scope: 'OPERATE' })
  async webhookResume(
    @Ctx() context: Context,
    @Arg('id', () => ID, ID_OF_WEBHOOK) id: string,
  ): Promise<WebhookPayloadType> {
    return await shown(await context.webhooks.resume(rowId('whk', id)), context)
  }

  @Mutation(() => WebhookPayloadType, {
    nullable: true,
    description: 'إزالة خطّاف ويب\n[OPERATE] For good, with its log of deliveries.',
  })
  @Extensions({ scope: 'OPERATE' })
  async webhookRemove(
    @Ctx() context: Context,
    @Arg('id', () => ID, ID_OF_WEBHOOK) id: string,
  ): Promise<WebhookPayloadType> {
    return await shown(await context.webhooks.remove(rowId('whk', id)), context)
  }

  @Mutation(() => WebhookPayloadType, {
    nullable: true,
    description:
      'سرّ جديد للتوقيع\n[OPERATE] Makes another signing secret; for a day deliveries bear the signatures of both.',
  })
  @Extensions({ scope: 'OPERATE' })
  async webhookRotateSecret(
    @Ctx() context: Context,
    @Arg('id', () => ID, ID_OF_WEBHOOK) id: string,
  ): Promise<WebhookPayloadType> {
    return await shown(await context.webhooks.rotate(rowId('whk', id)), context)
  }

  @Mutation(() => WebhookPayloadType, {
    nullable: true,
    description:
      'إعادة من موضع في السجل\n[OPERATE] Goes on after a cursor of the log of changes, back or forth, in messages of new ids. What is under way is dropped.',
  })
  @Extensions({ scope: 'OPERATE' })
  async webhookReplay(
    @Ctx() context: Context,
    @Arg('id', () => ID, ID_OF_WEBHOOK) id: string,
    @Arg('after', () => ChangeCursorScalar, { description: 'المؤشر الذي تبدأ بعده\nThe cursor to go on after.' })
    after: string,
  ): Promise<WebhookPayloadType> {
    return await shown(await context.webhooks.replay(rowId('whk', id), after), context)
  }

  @Mutation(() => WebhookDeliveryPayloadType, {
    nullable: true,
    description:
      'إعادة رسالة مرفوضة\n[OPERATE] Sends a dead letter once more, under a new id and with what its articles show now.',
  })
  @Extensions({ scope: 'OPERATE' })
  async webhookRedeliver(
    @Ctx() { webhooks, stores }: Context,
    @Arg('id', () => ID, { description: 'معرّف التسليم\nThe id of the delivery.' }) id: string,
  ): Promise<WebhookDeliveryPayloadType> {
    const { deliveryId, userErrors } = await webhooks.redeliver(rowId('dlv', id))
    return { delivery: deliveryId === null ? null : await stores.webhookDeliveries.byId(deliveryId), userErrors }
  }
}
