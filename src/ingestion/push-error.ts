import type { UserError } from '../entities/user-error.ts'
import { NEEDED, type Needed } from './push-item.ts'

/** A field that is not what it should be. */
export const invalidField = (field: string[], needed: Needed): UserError => {
  const [ar, en] = field.length === 0 ? ['المقال', 'The article'] : [`الحقل ${field.join('.')}`, field.join('.')]
  return {
    code: 'INVALID',
    field,
    message: { ar: `${ar}: يجب أن يكون ${NEEDED[needed].ar}.`, en: `${en} must be ${NEEDED[needed].en}.` },
  }
}

/** An article whose content the desk could not store. */
export const refusedByDesk = (): UserError => ({
  code: 'INVALID',
  field: null,
  message: { ar: 'تعذّر حفظ هذا المقال.', en: 'The article could not be stored.' },
})

/** More HTML than is read. */
export const tooLarge = (maximum: number): UserError => ({
  code: 'TOO_LARGE',
  field: ['html'],
  message: {
    ar: `نص HTML أكبر مما يُسمح به: ${maximum} بايت على الأكثر.`,
    en: `The HTML is larger than allowed: at most ${maximum} bytes.`,
  },
})

/** An article that was taken out by hand. */
export const withdrawn = (): UserError => ({
  code: 'WITHDRAWN',
  field: null,
  message: { ar: 'سُحب هذا المقال، ويبقى مسحوباً.', en: 'The article was withdrawn and stays withdrawn.' },
})

/** A source that there is not. */
export const unknownSource = (source: string): UserError => ({
  code: 'NOT_FOUND',
  field: ['source'],
  message: { ar: `لا يوجد مصدر «${source}».`, en: `There is no source ${JSON.stringify(source)}.` },
})

/** An idempotency key that came with other content before. */
export const conflict = (): UserError => ({
  code: 'IDEMPOTENCY_CONFLICT',
  field: ['idempotencyKey'],
  message: {
    ar: 'استُعمل هذا المفتاح من قبل مع محتوى آخر.',
    en: 'This idempotency key came with other content before.',
  },
})

/** An idempotency key that is none. */
export const badKey = (): UserError => ({
  code: 'INVALID',
  field: ['idempotencyKey'],
  message: {
    ar: 'يجب أن يكون المفتاح من 1 إلى 255 محرفاً من ASCII.',
    en: 'The idempotency key must be 1 to 255 printable ASCII characters.',
  },
})
