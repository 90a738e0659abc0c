import type { UserErrorCode } from './enums.ts'
import type { UserError } from './user-error.ts'

/** Characters of a partner's name, and days that a key holds. */
export const MAX_PARTNER_NAME = 100
export const MAX_KEY_DAYS = 3_650

const error = (code: UserErrorCode, field: string[], ar: string, en: string): UserError =>
  Object.freeze({ code, field, message: { ar, en } })

/** Everything that an operator of partners and keys may have to mend, in both languages. */
export const KEY_ERRORS = {
  noPartner: error(
    'NOT_FOUND',
    ['input', 'partner'],
    'لا يوجد شريك بهذا المعرّف أو الاسم.',
    'There is no partner with this id or name.',
  ),
  noPartnerId: error('NOT_FOUND', ['id'], 'لا يوجد شريك بهذا المعرّف.', 'There is no partner with this id.'),
  nameTaken: error('TAKEN', ['name'], 'هذا الاسم لشريك آخر.', 'Another partner bears this name.'),
  name: error(
    'INVALID',
    ['name'],
    `يجب أن يكون الاسم من 1 إلى ${MAX_PARTNER_NAME} محرف.`,
    `The name must have 1 to ${MAX_PARTNER_NAME} characters.`,
  ),
  noScopes: error('INVALID', ['input', 'scopes'], 'اختر إذناً واحداً على الأقل.', 'Choose at least one scope.'),
  days: error(
    'INVALID',
    ['input', 'days'],
    `يجب أن تكون الأيام من 1 إلى ${MAX_KEY_DAYS}.`,
    `The days must be from 1 to ${MAX_KEY_DAYS}.`,
  ),
  overlap: error(
    'INVALID',
    ['overlapDays'],
    `يجب أن تكون الأيام من 0 إلى ${MAX_KEY_DAYS}.`,
    `The days must be from 0 to ${MAX_KEY_DAYS}.`,
  ),
  noKey: error('NOT_FOUND', ['id'], 'لا يوجد مفتاح بهذا المعرّف.', 'There is no key with this id.'),
  revoked: error('INVALID', ['id'], 'أُبطل هذا المفتاح.', 'The key was revoked.'),
} as const
