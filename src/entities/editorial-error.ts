import type { UserErrorCode } from './enums.ts'
import type { UserError } from './user-error.ts'

/** Links that an editor may set in one list of an article. */
export const MAX_PINS = 50
/** Characters of a reason. */
export const MAX_REASON = 1_000

const error = (code: UserErrorCode, field: string[] | null, ar: string, en: string): UserError =>
  Object.freeze({ code, field, message: { ar, en } })

/** Everything that may keep the desk from doing what an editor asks for, in both languages; the English sentences tell them apart. */
export const EDITORIAL_ERRORS = {
  noArticle: error('NOT_FOUND', ['id'], 'لا يوجد مقال بهذا المعرّف.', 'There is no article with this id.'),
  withdrawn: error('WITHDRAWN', ['id'], 'المقال مسحوب من قبل.', 'The article was withdrawn before.'),
  noSurvivor: error('NOT_FOUND', ['into'], 'لا يوجد مقال يُدمج فيه.', 'There is no article to merge it into.'),
  survivorWithdrawn: error(
    'WITHDRAWN',
    ['into'],
    'المقال الذي يُدمج فيه مسحوب.',
    'The article to merge it into was withdrawn.',
  ),
  intoItself: error('INVALID', ['into'], 'لا يُدمج المقال في نفسه.', 'An article is not merged into itself.'),
  noFrom: error(
    'NOT_FOUND',
    ['input', 'from'],
    'لا يوجد مقال يُوضع الرابط فيه.',
    'There is no article to set the link in.',
  ),
  noTo: error(
    'NOT_FOUND',
    ['input', 'to'],
    'لا يوجد مقال يقود الرابط إليه.',
    'There is no article for the link to lead to.',
  ),
  noLink: error('NOT_FOUND', ['id'], 'لا يوجد رابط بهذا المعرّف.', 'There is no link with this id.'),
  fromWithdrawn: error(
    'WITHDRAWN',
    ['input', 'from'],
    'المقال الذي يُوضع الرابط فيه مسحوب.',
    'The article to set the link in was withdrawn.',
  ),
  toWithdrawn: error(
    'WITHDRAWN',
    ['input', 'to'],
    'المقال الذي يقود الرابط إليه مسحوب.',
    'The article that the link would lead to was withdrawn.',
  ),
  linkWithdrawn: error(
    'WITHDRAWN',
    ['id'],
    'المقال الذي يعرض هذا الرابط مسحوب.',
    'The article that shows the link was withdrawn.',
  ),
  toItself: error('INVALID', ['input', 'to'], 'لا يشير المقال إلى نفسه.', 'An article does not point to itself.'),
  toCopy: error(
    'INVALID',
    ['input', 'to'],
    'هذا نشر آخر للنص نفسه، ولا تعرضه «مقالات مشابهة».',
    'It is the same text published elsewhere, which `similar` does not show.',
  ),
  position: error(
    'INVALID',
    ['input', 'position'],
    `يجب أن يكون الموضع من 1 إلى ${MAX_PINS}.`,
    `The position must be from 1 to ${MAX_PINS}.`,
  ),
  tooManyPins: error(
    'TOO_LARGE',
    null,
    `في هذه القائمة ${MAX_PINS} رابطاً مثبّتاً، وهو الحد الأقصى؛ أزل واحداً أولاً.`,
    `The list holds ${MAX_PINS} links set by hand, as many as it may; take one away first.`,
  ),
  reason: error(
    'INVALID',
    ['reason'],
    `يجب أن يكون السبب من 1 إلى ${MAX_REASON} محرف.`,
    `The reason must have 1 to ${MAX_REASON} characters.`,
  ),
  unstored: error('INVALID', null, 'تعذّر تنفيذ هذا الطلب.', 'This could not be done.'),
} as const

/** The error behind the reason that an outcome gives. */
export const errorOfReason = (reason: string | null): UserError =>
  Object.values(EDITORIAL_ERRORS).find(({ message }) => message.en === reason) ?? EDITORIAL_ERRORS.unstored
