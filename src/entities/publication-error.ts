import type { UserErrorCode } from './enums.ts'
import type { UserError } from './user-error.ts'

const error = (code: UserErrorCode, field: string[] | null, ar: string, en: string): UserError => ({
  code,
  field,
  message: { ar, en },
})
const inManifest = (place: readonly string[]): string[] => ['input', 'manifest', ...place]
const listed = (names: readonly string[]): string => names.slice(0, 10).join(', ') + (names.length > 10 ? ', …' : '')

/** Everything that may keep documents from being published or retired, in both languages. */
export const PUBLICATION_ERRORS = {
  name: (field: 'app' | 'version') =>
    error(
      'INVALID',
      ['input', field],
      'يجب أن يكون الاسم من 1 إلى 100 محرف، بلا @ ولا فراغ في طرفيه.',
      'The name must have 1 to 100 characters, no @, and no space at its ends.',
    ),
  noOwner: (app: string) =>
    error(
      'INVALID',
      ['input', 'app'],
      `لا يُعرف لأي شريك التطبيق ${app}: انشر بمفتاح الشريك نفسه.`,
      `It is not known whose app ${app} is: publish with a key of the partner's own, or say --partner.`,
    ),
  fault: (place: readonly string[], ar: string, en: string) =>
    error('DOCUMENT_INVALID', inManifest(place), `${ar}.`, `${en}.`),
  document: (place: readonly string[], operation: string | null, reason: string) =>
    error(
      'DOCUMENT_INVALID',
      inManifest(place),
      `الوثيقة ${operation ?? place.at(-1)} لا توافق المخطط: ${reason}`,
      `The document ${operation ?? place.at(-1)} does not hold: ${reason}`,
    ),
  tooLarge: (ar: string, en: string) => error('TOO_LARGE', inManifest([]), `${ar}.`, `${en}.`),
  empty: () => error('INVALID', inManifest([]), 'لا وثائق في البيان.', 'The manifest holds no document.'),
  conflict: (names: readonly string[]) =>
    error(
      'DOCUMENT_INVALID',
      inManifest([]),
      `نُشرت هذه المعرّفات من قبل بنص آخر: ${listed(names)}`,
      `These ids were published before with another text: ${listed(names)}`,
    ),
  versionRetired: () =>
    error(
      'INVALID',
      ['input', 'version'],
      'سُحب هذا الإصدار؛ انشر إصداراً آخر.',
      'This version was retired; publish another one.',
    ),
  full: (documents: number, characters: number) =>
    error(
      'TOO_LARGE',
      inManifest([]),
      `للشريك على الأكثر ${documents} وثيقة من ${characters} محرف في المجموع.`,
      `A partner has at most ${documents} documents, of ${characters} characters in all.`,
    ),
  noTarget: () =>
    error(
      'NOT_FOUND',
      ['input', 'id'],
      'لا توجد وثيقة بهذا المعرّف، ولا إصدار.',
      'There is no document with this id, and no version (app@version).',
    ),
  ambiguous: (partners: readonly string[]) =>
    error(
      'INVALID',
      ['input', 'id'],
      `هذا لعدة شركاء: ${listed(partners)}`,
      `Several partners have it: ${listed(partners)}; say whose is meant.`,
    ),
  inUse: (calls: number, lastUsedAt: Date, isAnnounced: boolean) => {
    const last = lastUsedAt.toISOString().slice(0, 16)
    return error(
      'INVALID',
      ['input', isAnnounced ? 'force' : 'sunset'],
      `استُعمل ${calls} مرة في آخر 30 يوماً، آخرها ${last}: ${isAnnounced ? 'لم يحن أجله بعد؛ استعمل force' : 'أعلن أجله أولاً'}.`,
      `It was used ${calls} times in the last 30 days, last at ${last}: ${
        isAnnounced ? 'its sunset has not come; force it to end it now' : 'announce its sunset first'
      }.`,
    )
  },
  sunsetPast: () =>
    error('INVALID', ['input', 'sunset'], 'يجب أن يكون الأجل في المستقبل.', 'The sunset must lie in the future.'),
}
