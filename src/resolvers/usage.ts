import { Arg, Ctx, Extensions, Query, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { OperationUsageConnectionType } from '../schema/connections.ts'
import { CursorScalar, DateTimeScalar } from '../schema/scalars.ts'
import { storable } from '../stores/bounded-input.ts'
import { connectionOf, defaultsTo, FIRST, pageRange } from './page-range.ts'

/** What partners ask, for operators; and for each partner what he asks himself. */
@Resolver()
export class UsageResolver {
  @Query(() => OperationUsageConnectionType, {
    nullable: true,
    description:
      "الاستعمال بالساعة\n[OPERATE, or a partner's own] How operations are used, by hour, the last first. Without the scope OPERATE a key sees what its partner asks.",
  })
  @Extensions({ scope: null })
  async usage(
    @Ctx() { caller, stores }: Context,
    @Arg('partner', () => String, {
      nullable: true,
      description: 'الشريك\nOf this partner, by name; for operators.',
    })
    name: string | null,
    @Arg('since', () => DateTimeScalar, {
      nullable: true,
      description: 'من\nHours that begin at this moment or later.',
    })
    since: Date | null,
    @Arg('until', () => DateTimeScalar, { nullable: true, description: 'إلى\nHours that begin before this moment.' })
    until: Date | null,
    @Arg('first', FIRST, defaultsTo(50)) first: number | null,
    @Arg('after', () => CursorScalar, { nullable: true, description: 'بعد هذا الموضع\nAfter this place.' })
    after: string | null,
  ): Promise<OperationUsageConnectionType> {
    const isOperator = caller.scopes.has('OPERATE')
    const own = caller.partner
    if (!isOperator && own === null) throw new AppError('FORBIDDEN', 'This needs a key of a partner, or of an operator')
    if (!isOperator && name != null && name !== own!.name) {
      throw new AppError('FORBIDDEN', 'What other partners ask is for operators', { scope: 'OPERATE' })
    }
    const range = pageRange({ first, after }, 50)
    const asked = isOperator && name != null ? await stores.partners.byName(storable(name)) : null
    if (isOperator && name != null && asked === null) {
      throw new AppError('BAD_USER_INPUT', 'There is no partner of this name', { argument: 'partner' })
    }
    const partnerId = isOperator ? (asked?.id ?? null) : own!.id
    return connectionOf(await stores.usage.page({ partnerId, since: since ?? null, until: until ?? null }, range))
  }
}
