import { Arg, Ctx, Extensions, ID, Int, Mutation, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import { PartnerMode } from '../entities/enums.ts'
import { KEY_ERRORS, MAX_KEY_DAYS, MAX_PARTNER_NAME } from '../entities/key-error.ts'
import type { UserError } from '../entities/user-error.ts'
import { KeyInput, KeyPayloadType, PartnerPayloadType } from '../schema/partners.ts'
import { boundedList, storable } from '../stores/bounded-input.ts'
import type { MadeKey } from '../stores/key-store.ts'
import { partnerNamed } from './named.ts'

const DAY_SECONDS = 86_400
const KEY_ID = { description: 'معرّف المفتاح\nThe id of the key.' } as const

const refused = (error: UserError): KeyPayloadType => ({
  key: null,
  secret: null,
  signingSecret: null,
  userErrors: [error],
})
const refusedPartner = (error: UserError): PartnerPayloadType => ({ account: null, userErrors: [error] })

async function made({ token, key }: MadeKey, { signingSecretOf }: Context): Promise<KeyPayloadType> {
  const { publicId, signingSalt } = key
  const signingSecret = signingSalt === null ? null : await signingSecretOf(publicId, signingSalt)
  return { key, secret: token, signingSecret, userErrors: [] }
}

/** Partners and keys as their operator sets them up. */
@Resolver()
export class PartnerMutationsResolver {
  @Mutation(() => PartnerPayloadType, {
    nullable: true,
    description: 'شريك جديد\n[OPERATE] Makes a partner, who has no key yet.',
  })
  @Extensions({ scope: 'OPERATE' })
  async partnerCreate(
    @Ctx() { stores }: Context,
    @Arg('name', () => String, { description: 'اسمه\nWhat he is called.' }) name: string,
    @Arg('mode', () => PartnerMode, {
      nullable: true,
      defaultValue: 'LOG',
      description: 'ما مصير ما لا مستند له\nWhat becomes of operations without a document.',
    })
    mode: PartnerMode | null,
  ): Promise<PartnerPayloadType> {
    const called = storable(name).trim()
    if (called === '' || called.length > MAX_PARTNER_NAME) return refusedPartner(KEY_ERRORS.name)
    const partner = await stores.partners.create(called, mode ?? 'LOG')
    if (partner === null) return refusedPartner(KEY_ERRORS.nameTaken)
    return { account: await stores.partners.listed(partner.id), userErrors: [] }
  }

  @Mutation(() => PartnerPayloadType, {
    nullable: true,
    description: 'ما مصير ما لا مستند له\n[OPERATE] Says what becomes of what a partner sends without a document.',
  })
  @Extensions({ scope: 'OPERATE' })
  async partnerSetMode(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'معرّف الشريك أو اسمه\nId or name of the partner.' }) id: string,
    @Arg('mode', () => PartnerMode, { description: 'ما يصير إليه\nWhat it becomes.' }) mode: PartnerMode,
  ): Promise<PartnerPayloadType> {
    const partner = await partnerNamed(id, context)
    if (partner === null) return refusedPartner(KEY_ERRORS.noPartnerId)
    await context.stores.partners.setMode(partner.name, mode)
    return { account: await context.stores.partners.listed(partner.id), userErrors: [] }
  }

  @Mutation(() => KeyPayloadType, {
    nullable: true,
    description: 'مفتاح جديد لشريك\n[OPERATE] Makes a key. The key itself is in this answer alone.',
  })
  @Extensions({ scope: 'OPERATE' })
  async keyCreate(
    @Ctx() context: Context,
    @Arg('input', () => KeyInput, { description: 'ما يُصنع\nWhat is to be made.' })
    { partner: named, scopes, signing, days }: KeyInput,
  ): Promise<KeyPayloadType> {
    const partner = await partnerNamed(named, context)
    if (partner === null) return refused(KEY_ERRORS.noPartner)
    const wanted = [...new Set(boundedList(scopes, 'scopes'))]
    if (wanted.length === 0) return refused(KEY_ERRORS.noScopes)
    if (days != null && (days < 1 || days > MAX_KEY_DAYS)) return refused(KEY_ERRORS.days)
    const lifetimeSeconds = days == null ? null : days * DAY_SECONDS
    const terms = { partner: partner.name, scopes: wanted, signing: signing === true, lifetimeSeconds }
    return await made(await context.stores.keys.create(terms), context)
  }

  @Mutation(() => KeyPayloadType, {
    nullable: true,
    description:
      'مفتاح جديد مكان آخر\n[OPERATE] Makes a key that may do the same; the old one lets in beside it until it ends or is revoked.',
  })
  @Extensions({ scope: 'OPERATE' })
  async keyRotate(
    @Ctx() context: Context,
    @Arg('id', () => ID, KEY_ID) id: string,
    @Arg('overlapDays', () => Int, {
      nullable: true,
      description: 'القديم ينتهي بعد أيام\nThe old one ends after so many days; else when it is revoked.',
    })
    overlapDays: number | null,
  ): Promise<KeyPayloadType> {
    if (overlapDays != null && (overlapDays < 0 || overlapDays > MAX_KEY_DAYS)) return refused(KEY_ERRORS.overlap)
    const { keys } = context.stores
    const next = await keys.rotate(storable(id), overlapDays == null ? null : overlapDays * DAY_SECONDS)
    if (next !== null) return await made(next, context)
    return refused((await keys.byPublicId(storable(id))) === null ? KEY_ERRORS.noKey : KEY_ERRORS.revoked)
  }

  @Mutation(() => KeyPayloadType, {
    nullable: true,
    description: 'إبطال مفتاح\n[OPERATE] Ends a key for good; what is open with it closes within seconds.',
  })
  @Extensions({ scope: 'OPERATE' })
  async keyRevoke(@Ctx() { stores }: Context, @Arg('id', () => ID, KEY_ID) id: string): Promise<KeyPayloadType> {
    const key = await stores.keys.revoke(storable(id))
    return key === null ? refused(KEY_ERRORS.noKey) : { key, secret: null, signingSecret: null, userErrors: [] }
  }
}
