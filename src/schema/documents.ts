import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import type { DocumentOperation } from '../entities/document.ts'
import { AppVersionState } from '../entities/enums.ts'
import type { DocumentsToPublish, PublicationAnswer, RetirementAnswer } from '../entities/publication.ts'
import type { UserError } from '../entities/user-error.ts'
import type { VersionedDocument } from '../stores/document-reader.ts'
import { describeEnum } from './enums.ts'
import { DateTimeScalar } from './scalars.ts'
import { UserErrorType } from './user-error.ts'

describeEnum('AppVersionState', AppVersionState, 'حال الإصدار\nWhether the documents of a version of an app run.', {
  PENDING: 'لم يبدأ بعد\nNot yet.',
  ACTIVE: 'يعمل\nNow.',
  RETIRED: 'سُحب\nNot any more.',
})

const MENDABLE = 'ما يمكن للطالب إصلاحه\nWhat the caller can mend; nothing was changed where there is anything.'

@ObjectType('DocumentOperation', {
  description: 'عملية في وثيقة\nOne operation of a registered document.',
  simpleResolvers: true,
})
export class DocumentOperationType implements DocumentOperation {
  @Field(() => String, { nullable: true, description: 'اسمها\nNull where it bears none.' })
  name: string | null

  @Field(() => String, { description: 'نوعها\nquery, mutation or subscription.' })
  type: DocumentOperation['type']

  @Field(() => Int, {
    description: 'كلفتها بالنقاط\nWhat it can cost at most with the defaults of its variables, in points.',
  })
  cost: number
}

@ObjectType('RegisteredDocument', {
  description: 'وثيقة مسجّلة\nA document as a member of one version of an app.',
  simpleResolvers: true,
})
export class RegisteredDocumentType implements Omit<VersionedDocument, 'name' | 'calls'> {
  @Field(() => String, { description: 'المعرّف الذي يرسله التطبيق\nThe id that clients send.' })
  documentId: string

  @Field(() => String, { description: 'بصمة النص\nThe SHA-256 of its exact text, in hex.' })
  sha256: string

  @Field(() => String, { description: 'اسم الشريك\nWhose it is.' })
  partner: string

  @Field(() => String, { description: 'اسم التطبيق\nThe app that asks with it.' })
  app: string

  @Field(() => String, { description: 'الإصدار\nThe version of the app.' })
  version: string

  @Field(() => AppVersionState, { description: 'حالتها في هذا الإصدار\nWhether it runs as a member of this version.' })
  state: AppVersionState

  @Field(() => [DocumentOperationType], { description: 'عملياتها\nAt most 50.' })
  operations: DocumentOperation[]

  @Field(() => DateTimeScalar, { nullable: true, description: 'متى أُعلن أجلها\nWhen its end was announced.' })
  deprecatedAt: Date | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'أجلها\nWhen it ends.' })
  sunsetAt: Date | null

  @Field(() => Int, { description: 'الاستعمال في آخر 30 يوماً\nCalls within the last 30 days, in whatever version.' })
  calls: number

  @Field(() => DateTimeScalar, { nullable: true, description: 'آخر استعمال\nNull where it never was used.' })
  lastUsedAt: Date | null

  @Field(() => String, {
    nullable: true,
    description: 'ما لا يوافق المخطط فيها\nWhat the schema does not hold of it any more; null where it is right.',
  })
  fault: string | null
}

@InputType('DocumentsPublishInput', { description: 'وثائق للنشر\nDocuments to publish.' })
export class DocumentsPublishInput implements Omit<DocumentsToPublish, 'state'> {
  @Field(() => String, { description: 'اسم التطبيق\nThe app that asks with them; made where it is new.' })
  app: string

  @Field(() => String, { description: 'الإصدار\nThe version of the app, which only grows; made where it is new.' })
  version: string

  @Field(() => String, {
    description:
      'البيان\nThe text of a manifest: of Apollo, of the client preset of graphql-codegen, of Relay or of Hive. At most 10,000 documents.',
  })
  manifest: string
}

@ObjectType('DocumentsPublishPayload', {
  description: 'نتيجة النشر\nWhat became of a publication.',
  simpleResolvers: true,
})
export class DocumentsPublishPayloadType implements PublicationAnswer {
  @Field(() => Int, { description: 'ما أُضيف\nDocuments that the version did not hold.' })
  added: number

  @Field(() => Int, { description: 'ما كان فيه\nDocuments that it held before.' })
  unchanged: number

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}

@InputType('DocumentsRetireInput', { description: 'ما يُسحب\nWhat is to be retired.' })
export class DocumentsRetireInput {
  @Field(() => ID, { description: 'معرّف وثيقة أو إصدار\nThe id of a document, or a version as `app@version`.' })
  id: string

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'الأجل\nWhen it ends; left out it ends now. Meanwhile answers bear Deprecation and Sunset.',
  })
  sunset?: Date | null

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'ولو كان مستعملاً\nAlso where it was used in the last 30 days, once its sunset was announced.',
  })
  force?: boolean | null
}

@ObjectType('DocumentsRetirePayload', {
  description: 'نتيجة السحب\nWhat became of what was to be retired.',
  simpleResolvers: true,
})
export class DocumentsRetirePayloadType implements RetirementAnswer {
  @Field(() => Boolean, { description: 'هل سُحب\nWhether it runs no more.' })
  isRetired: boolean

  @Field(() => DateTimeScalar, { nullable: true, description: 'الأجل\nWhen it ends, where that is still to come.' })
  sunsetAt: Date | null

  @Field(() => [UserErrorType], { description: MENDABLE })
  userErrors: UserError[]
}
