import { MAX_ATTRIBUTION } from './attribution-line.ts'
import type { NoFeed } from './discovery.ts'
import type { UserError } from './user-error.ts'

/** Everything that the registry of sources and feeds may have to say to its operator, in both languages. */

/** An id that names nothing of its kind. */
export const noSuch = (what: 'feed' | 'source', field: string): UserError => ({
  code: 'NOT_FOUND',
  field: [field],
  message:
    what === 'feed'
      ? { ar: 'لا توجد خلاصة بهذا المعرّف.', en: 'There is no feed with this id.' }
      : { ar: 'لا يوجد مصدر بهذا المعرّف أو الاسم المختصر.', en: 'There is no source with this id or slug.' },
})

/** An address that leads to no feed. */
export const noFeed = ({ code, reason }: NoFeed): UserError => {
  const [ar, en] = NO_FEED[code]
  return { code, field: ['url'], message: { ar: `${ar}: ${reason.ar}`, en: `${en}: ${reason.en}` } }
}

const NO_FEED: Readonly<Record<NoFeed['code'], readonly [ar: string, en: string]>> = {
  INVALID: ['عنوان غير صالح', 'The address is not valid'],
  UNREACHABLE: ['تعذّر الوصول إلى العنوان', 'The address cannot be reached'],
  ADDRESS_REFUSED: ['لا يُسمح بطلب هذا العنوان', 'The address may not be asked'],
  NOT_A_FEED: ['لا توجد خلاصة في هذا العنوان', 'There is no feed at this address'],
}

/** An address that is polled already. */
export const feedTaken = (): UserError => ({
  code: 'TAKEN',
  field: ['url'],
  message: { ar: 'هذه الخلاصة مضافة من قبل.', en: 'This feed is there already.' },
})

/** What cannot be done with a feed as it stands. */
export const feedState = (state: 'removed' | 'paused' | 'gone'): UserError => ({
  code: 'INVALID',
  field: ['id'],
  message: FEED_STATES[state],
})

const FEED_STATES: Readonly<Record<'removed' | 'paused' | 'gone', UserError['message']>> = {
  removed: { ar: 'أُزيلت هذه الخلاصة؛ أضفها من جديد.', en: 'The feed was removed; add it again.' },
  paused: {
    ar: 'هذه الخلاصة أو مصدرها موقوف؛ استأنفه أولاً.',
    en: 'The feed or its source is paused; resume it first.',
  },
  gone: {
    ar: 'قال الناشر إن هذه الخلاصة أُلغيت (410)؛ استأنفها لتُطلب مرة أخرى.',
    en: 'The publisher said that the feed is gone (410); resume it to ask again.',
  },
}

/** A slug that another source bears or bore. */
export const slugTaken = (): UserError => ({
  code: 'TAKEN',
  field: ['input', 'slug'],
  message: { ar: 'هذا الاسم المختصر لمصدر آخر.', en: 'This slug belongs to another source.' },
})

/** What a field of a source must be. */
export type SourceRule = 'name' | 'slug' | 'fixedSlug' | 'attribution' | 'address' | 'country' | 'language' | 'value'

/** A field of a source that is not what it should be. */
export const invalidSource = (field: string, rule: SourceRule): UserError => ({
  code: 'INVALID',
  field: ['input', field],
  message: SOURCE_RULES[rule],
})

const SOURCE_RULES: Readonly<Record<SourceRule, UserError['message']>> = {
  name: { ar: 'يجب أن يكون الاسم من 1 إلى 200 محرف.', en: 'The name must have 1 to 200 characters.' },
  slug: {
    ar: 'يجب أن يكون الاسم المختصر من 1 إلى 100 محرف: حروف وأرقام ونقاط وشرطات، بلا شرطة سفلية.',
    en: 'The slug must have 1 to 100 characters: letters, digits, dots and hyphens, no underscore.',
  },
  fixedSlug: {
    ar: 'لا يتغيّر الاسم المختصر للمصدر unknown، ولا يُعطى لغيره.',
    en: 'The slug of the source unknown does not change, and no other may bear it.',
  },
  address: {
    ar: 'يجب أن يكون عنوان http أو https بلا اسم مستخدم، من 2000 محرف على الأكثر.',
    en: 'It must be an http or https address without a user name, of at most 2000 characters.',
  },
  country: {
    ar: 'يجب أن يكون البلد رمزاً من ISO 3166-1 من حرفين، مثل EG.',
    en: 'The country must be a code of ISO 3166-1 alpha-2, such as EG.',
  },
  language: {
    ar: 'يجب أن تكون اللغة رمزاً من BCP 47، مثل ar أو ar-EG.',
    en: 'The language must be a tag of BCP 47, such as ar or ar-EG.',
  },
  attribution: {
    ar: `يجب أن يكون سطر النسبة من 1 إلى ${MAX_ATTRIBUTION} محرف.`,
    en: `The attribution must have 1 to ${MAX_ATTRIBUTION} characters.`,
  },
  value: { ar: 'لا يمكن إفراغ هذا الحقل.', en: 'This field cannot be emptied.' },
}
