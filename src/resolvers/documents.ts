import { Arg, Ctx, Extensions, Mutation, Query, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import type { PublicationAnswer, RetirementAnswer } from '../entities/publication.ts'
import { RegisteredDocumentConnectionType } from '../schema/connections.ts'
import {
  DocumentsPublishInput,
  DocumentsPublishPayloadType,
  DocumentsRetireInput,
  DocumentsRetirePayloadType,
} from '../schema/documents.ts'
import { CursorScalar } from '../schema/scalars.ts'
import { storable } from '../stores/bounded-input.ts'
import { connectionOf, defaultsTo, FIRST, pageRange } from './page-range.ts'

/** The documents that partners may run. A partner's key sees and changes his own; who has no partner is the operator. */
@Resolver()
export class DocumentsResolver {
  @Query(() => RegisteredDocumentConnectionType, {
    nullable: true,
    description: "الوثائق المسجّلة\n[PUBLISH] The caller's own documents by version, in the order in which they came.",
  })
  @Extensions({ scope: 'PUBLISH' })
  async documents(
    @Ctx() { caller, stores }: Context,
    @Arg('app', () => String, { nullable: true, description: 'التطبيق\nOf this app.' }) app: string | null,
    @Arg('version', () => String, { nullable: true, description: 'الإصدار\nOf versions of this name.' })
    version: string | null,
    @Arg('faulty', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'المعطوبة فقط\nOnly those that should run and that the schema breaks.',
    })
    faulty: boolean | null,
    @Arg('first', FIRST, defaultsTo(50)) first: number | null,
    @Arg('after', () => CursorScalar, { nullable: true, description: 'بعد هذا الموضع\nAfter this place.' })
    after: string | null,
  ): Promise<RegisteredDocumentConnectionType> {
    const filter = {
      partnerId: caller.partner?.id ?? null,
      app: app == null ? null : storable(app),
      version: version == null ? null : storable(version),
      faulty: faulty ?? false,
    }
    const page = await stores.documents.page(filter, pageRange({ first, after }, 50))
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: { ...node, documentId: node.name } }))
    return connectionOf({ ...page, edges })
  }

  @Mutation(() => DocumentsPublishPayloadType, {
    nullable: true,
    description:
      "نشر الوثائق\n[PUBLISH] A manifest of documents of the caller's own app, in any of the formats that the CLI reads. All or nothing.",
  })
  @Extensions({ scope: 'PUBLISH' })
  async documentsPublish(
    @Ctx() { caller, documentDesk }: Context,
    @Arg('input', () => DocumentsPublishInput, { description: 'الوثائق\nWhat is to be published.' })
    { app, version, manifest }: DocumentsPublishInput,
  ): Promise<PublicationAnswer> {
    return await documentDesk.publish(caller.partner?.id ?? null, { app, version, manifest })
  }

  @Mutation(() => DocumentsRetirePayloadType, {
    nullable: true,
    description:
      'سحب وثيقة أو إصدار\n[PUBLISH] Ends a document or a version of the caller. What was used in the last 30 days needs a sunset first, then force.',
  })
  @Extensions({ scope: 'PUBLISH' })
  async documentsRetire(
    @Ctx() { caller, documentDesk }: Context,
    @Arg('input', () => DocumentsRetireInput, { description: 'ما يُسحب\nWhat is to be retired.' })
    { id, sunset, force }: DocumentsRetireInput,
  ): Promise<RetirementAnswer> {
    const what = { id: storable(id), sunsetAt: sunset ?? null, force: force ?? false }
    return await documentDesk.retire(caller.partner?.id ?? null, what)
  }
}
