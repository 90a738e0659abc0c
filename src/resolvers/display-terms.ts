import { Arg, Ctx, Extensions, FieldResolver, Mutation, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import type { Partner } from '../entities/api-key.ts'
import { attributionLine } from '../entities/attribution-line.ts'
import type { DisplayTerms } from '../entities/display-terms.ts'
import { invalidSource, noSuch } from '../entities/registry-error.ts'
import type { UserError } from '../entities/user-error.ts'
import { WEBHOOK_ERRORS } from '../entities/webhook-error.ts'
import { DisplayTermsInput, DisplayTermsPayloadType, DisplayTermsType } from '../schema/display-terms.ts'
import { SourceType } from '../schema/source.ts'
import { PartnerType } from '../schema/viewer.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { partnerNamed, sourceNamed } from './named.ts'

const refused = (error: UserError): DisplayTermsPayloadType => ({ terms: [], userErrors: [error] })

/** What was agreed with partners about how much they may show, as operators set it. */
@Resolver(() => DisplayTermsType)
export class DisplayTermsResolver {
  @Mutation(() => DisplayTermsPayloadType, {
    nullable: true,
    description:
      'شروط العرض لشريك\n[OPERATE] Sets what a partner may show of a source, more or less than others, and whom to name; with neither it holds no more. It holds on every way out at once.',
  })
  @Extensions({ scope: 'OPERATE' })
  async displayTermsSet(
    @Ctx() context: Context,
    @Arg('input', () => DisplayTermsInput, { description: 'ما اتُّفق عليه\nWhat was agreed.' }) input: DisplayTermsInput,
  ): Promise<DisplayTermsPayloadType> {
    const { stores, loaders } = context
    const partner = await partnerNamed(input.partner, context)
    if (partner === null) return refused(WEBHOOK_ERRORS.noPartner)
    const source = input.source == null ? null : await sourceNamed(input.source, context)
    if (input.source != null && source === null) return refused(noSuch('source', 'source'))
    const attribution = input.attribution == null ? null : attributionLine(input.attribution)
    if (input.attribution != null && attribution === null) return refused(invalidSource('attribution', 'attribution'))
    const { display = null } = input
    await stores.terms.set({ partnerId: partner.id, sourceId: source?.id ?? null, display, attribution })
    return { terms: await loaders.termsOfPartner.clear(partner.id).load(partner.id), userErrors: [] }
  }

  @FieldResolver(() => PartnerType, { description: 'مع من\nWith whom it was agreed.' })
  async partner(@Root() { partnerId }: DisplayTerms, @Ctx() { loaders }: Context): Promise<Partner> {
    return (await loaders.partner.load(partnerId))!
  }

  @FieldResolver(() => SourceType, { nullable: true, description: 'عن أي مصدر\nAbout which source; null for all.' })
  async source(@Root() { sourceId }: DisplayTerms, @Ctx() { loaders }: Context): Promise<SourceRow | null> {
    return sourceId === null ? null : await loaders.source.load(sourceId)
  }
}
