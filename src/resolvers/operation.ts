import { Arg, Ctx, Extensions, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { ArrivalCountType, LogEndsType, OperationType } from '../schema/operation.ts'
import { SourceType } from '../schema/source.ts'
import type { ArrivalCount } from '../stores/arrival-store.ts'
import { encodeChangeCursor } from '../stores/change-cursor.ts'
import type { SourceRow } from '../stores/source-store.ts'

const HOUR_MS = 3_600_000
/** A week: so long the log reaches back, where it is not told otherwise. */
const MOST_HOURS = 168

/** How the work goes, for operators; and what arrives, for everybody. */
@Resolver(() => ArrivalCountType)
export class OperationResolver {
  @Query(() => OperationType, {
    nullable: true,
    description:
      'كيف يجري العمل\n[OPERATE] What waits for the desk, for feeds and for webhooks, and how far the log is.',
  })
  @Extensions({ scope: 'OPERATE' })
  async operation(@Ctx() { stores, now }: Context): Promise<OperationType> {
    const { leaseHeld, logHead, logRows, newestChangeAge, ...figures } = await stores.figures.figures()
    const lastChangeAt = newestChangeAge === null ? null : new Date(now().getTime() - newestChangeAge * 1_000)
    return { ...figures, deskAtWork: leaseHeld, logPosition: logHead, logLength: logRows, lastChangeAt }
  }

  @Query(() => LogEndsType, {
    description: 'طرفا السجل\nBoth ends of the log of changes, as cursors, and a place before its end to read on from.',
  })
  async logEnds(
    @Ctx() { stores }: Context,
    @Arg('back', () => Int, {
      nullable: true,
      defaultValue: 0,
      description: 'كم تغييراً قبل النهاية\nHow many changes before the end.',
    })
    back: number | null,
  ): Promise<LogEndsType> {
    if (back != null && back < 0)
      throw new AppError('BAD_USER_INPUT', "'back' must not be negative", { argument: 'back' })
    const { epoch, position, oldest } = await stores.changes.head()
    const first = Math.min(position, oldest - 1)
    return {
      cursor: encodeChangeCursor({ epoch, position: Math.max(first, position - (back ?? 0)) }),
      liveCursor: encodeChangeCursor({ epoch, position }),
      oldestCursor: encodeChangeCursor({ epoch, position: first }),
    }
  }

  @Query(() => [ArrivalCountType], {
    description:
      'ما وصل بالساعة والمصدر\nHow many articles arrived, by hour and source, the latest hour first; as far back as the log of changes reaches.',
  })
  async arrivals(
    @Ctx() { stores, now }: Context,
    @Arg('hours', () => Int, {
      nullable: true,
      defaultValue: 24,
      description: `عدد الساعات، من 1 إلى ${MOST_HOURS}\nHours of the clock, the running one among them, 1 to ${MOST_HOURS}.`,
    })
    hours: number | null,
  ): Promise<ArrivalCount[]> {
    const length = hours ?? 24
    if (length < 1 || length > MOST_HOURS) {
      throw new AppError('BAD_USER_INPUT', `'hours' must be from 1 to ${MOST_HOURS}`, { argument: 'hours' })
    }
    const running = Math.floor(now().getTime() / HOUR_MS)
    return await stores.arrivals.byHour(new Date((running - length + 1) * HOUR_MS))
  }

  @FieldResolver(() => SourceType, { description: 'المصدر\nThe source.' })
  async source(@Root() { sourceId }: ArrivalCount, @Ctx() { loaders }: Context): Promise<SourceRow> {
    return (await loaders.source.load(sourceId))!
  }
}
