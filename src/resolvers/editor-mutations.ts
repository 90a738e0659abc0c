import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql'
import { cleanLine } from '../arabic/clean.ts'
import type { Context } from '../context.ts'
import { EDITORIAL_ERRORS, errorOfReason, MAX_PINS, MAX_REASON } from '../entities/editorial-error.ts'
import type { InboxKind } from '../entities/enums.ts'
import type { InboxPayload } from '../entities/inbox.ts'
import { decodeId, type NodePrefix } from '../entities/node-id.ts'
import type { UserError } from '../entities/user-error.ts'
import { ArticlePayloadType, LinkPayloadType, LinkPinInput } from '../schema/editor-payloads.ts'
import { ID_OF } from '../schema/list-arguments.ts'
import { forgetAll } from '../stores/loaders.ts'

const noArticle = (error: UserError): ArticlePayloadType => ({ article: null, userErrors: [error] })
const noLink = (...userErrors: UserError[]): LinkPayloadType => ({ link: null, userErrors })

/** What editors do to the record by hand: each is a delivery to the desk, which does it in its turn. */
@Resolver()
export class EditorMutationsResolver {
  @Mutation(() => ArticlePayloadType, {
    nullable: true,
    description:
      'سحب مقال\n[OPERATE] Takes an article out of everything but its id and address, for good, and says so in the log of changes. Again it changes nothing.',
  })
  @Extensions({ scope: 'OPERATE' })
  async articleWithdraw(
    @Ctx() context: Context,
    @Arg('id', () => ID, ID_OF.article) id: string,
    @Arg('reason', () => String, { description: 'السبب\nIn words that readers may see; 1 to 1000 characters.' })
    reason: string,
  ): Promise<ArticlePayloadType> {
    const articleId = rowId('art', id)
    if (articleId === null) return noArticle(EDITORIAL_ERRORS.noArticle)
    const why = cleanLine(reason)
    if (why === '' || why.length > MAX_REASON) return noArticle(EDITORIAL_ERRORS.reason)
    const error = await edit('WITHDRAWAL', { articleId, reason: why }, context)
    if (error !== null) return noArticle(error)
    return { article: await context.loaders.article.load(articleId), userErrors: [] }
  }

  @Mutation(() => LinkPayloadType, {
    nullable: true,
    description:
      'تثبيت رابط\n[OPERATE] Set by hand what an article points to; ahead of everything else of its kind. Set again it moves to the position given.',
  })
  @Extensions({ scope: 'OPERATE' })
  async linkPin(
    @Ctx() context: Context,
    @Arg('input', () => LinkPinInput, { description: 'الرابط\nThe link.' }) input: LinkPinInput,
  ): Promise<LinkPayloadType> {
    const [from, to, position] = [rowId('art', input.from), rowId('art', input.to), input.position ?? 1]
    const errors = [
      ...(from === null ? [EDITORIAL_ERRORS.noFrom] : []),
      ...(to === null ? [EDITORIAL_ERRORS.noTo] : []),
      ...(position < 1 || position > MAX_PINS ? [EDITORIAL_ERRORS.position] : []),
    ]
    if (from === null || to === null || errors.length > 0) return noLink(...errors)
    const pin = { from, to, kind: input.kind, position }
    const error = await edit('PIN', { pin }, context)
    return error === null ? { link: await context.stores.links.pinned(pin), userErrors: [] } : noLink(error)
  }

  @Mutation(() => LinkPayloadType, {
    nullable: true,
    description:
      'إخفاء رابط\n[OPERATE] Takes a link of any origin out of readAlso and similar, also when it is printed or computed again; of a pinned one, the pin.',
  })
  @Extensions({ scope: 'OPERATE' })
  async linkHide(@Ctx() context: Context, @Arg('id', () => ID, ID_OF.link) id: string): Promise<LinkPayloadType> {
    const hiddenLink = rowId('lnk', id)
    if (hiddenLink === null) return noLink(EDITORIAL_ERRORS.noLink)
    const error = await edit('HIDE', { hiddenLink }, context)
    return error === null ? { link: await context.loaders.link.load(hiddenLink), userErrors: [] } : noLink(error)
  }
}

/** The row that an id of one kind names; null where it names none. */
function rowId(prefix: NodePrefix, id: string): string | null {
  const named = decodeId(id)
  return named?.prefix === prefix ? named.id : null
}

/** Has the desk do it. Gives why it did not, or null. */
async function edit(kind: InboxKind, payload: InboxPayload, { deliver, loaders }: Context): Promise<UserError | null> {
  const { outcome, reason } = await deliver({ kind, channel: 'editor', payload, rawPayloadId: null })
  // An earlier mutation of the same request may have shown things as they were.
  forgetAll(loaders)
  return outcome === 'REJECTED' ? errorOfReason(reason) : null
}
