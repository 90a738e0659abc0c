import type { UserErrorCode } from './enums.ts'
import type { UserError } from './user-error.ts'

/** Webhooks of one partner at most. */
export const MAX_WEBHOOKS = 20
/** Characters of an address. */
export const MAX_WEBHOOK_URL = 2_000

const error = (code: UserErrorCode, field: string[], ar: string, en: string): UserError =>
  Object.freeze({ code, field, message: { ar, en } })

/** Everything that an operator of webhooks may have to mend, in both languages. */
export const WEBHOOK_ERRORS = {
  noWebhook: error('NOT_FOUND', ['id'], 'لا يوجد خطّاف ويب بهذا المعرّف.', 'There is no webhook with this id.'),
  noPartner: error(
    'NOT_FOUND',
    ['input', 'partner'],
    'لا يوجد شريك بهذا المعرّف أو الاسم.',
    'There is no partner with this id or name.',
  ),
  noDelivery: error('NOT_FOUND', ['id'], 'لا يوجد تسليم بهذا المعرّف.', 'There is no delivery with this id.'),
  notDead: error('INVALID', ['id'], 'لا يُعاد إلا ما رفضه المستلم نهائياً.', 'Only a dead letter is delivered again.'),
  taken: error(
    'TAKEN',
    ['input', 'url'],
    'للشريك خطّاف ويب بهذا العنوان.',
    'The partner has a webhook at this address.',
  ),
  tooMany: error(
    'TOO_LARGE',
    ['input'],
    `للشريك ${MAX_WEBHOOKS} خطّاف ويب، وهو الحد الأقصى.`,
    `The partner has ${MAX_WEBHOOKS} webhooks, as many as there may be.`,
  ),
  noTypes: error('INVALID', ['input', 'types'], 'اذكر نوعاً واحداً على الأقل.', 'Name at least one type.'),
  noCursor: error(
    'INVALID',
    ['after'],
    'ليس هذا مؤشراً من سجل التغييرات.',
    'This is not a cursor of the log of changes.',
  ),
  cursorExpired: error(
    'INVALID',
    ['after'],
    'لم يعد سجل التغييرات يصل إلى هذا المؤشر.',
    'The log of changes no longer reaches back to this cursor.',
  ),
} as const

/** An address to which nothing may be sent, and why. */
export const receiverRefused = (reason: string): UserError => ({
  code: 'ADDRESS_REFUSED',
  field: ['input', 'url'],
  message: { ar: `لا يُسمح بالإرسال إلى هذا العنوان: ${reason}`, en: `Nothing may be sent to this address: ${reason}` },
})

/** A filter that is not what it should be. */
export const filterRefused = (reason: string): UserError => ({
  code: 'INVALID',
  field: ['input', 'filter'],
  message: { ar: `المرشِّح غير صالح: ${reason}`, en: `The filter is not valid: ${reason}` },
})
