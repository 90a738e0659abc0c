import 'reflect-metadata'
import { registerEnumType } from 'type-graphql'
import {
  ArticleStatus,
  BlockKind,
  ChangeType,
  DatePrecision,
  DisplayPolicy,
  IngestOutcome,
  LinkKind,
  LinkOrigin,
  Scope,
  SourceHealth,
  TaggingOrigin,
  TagKind,
  TextDirection,
  UserErrorCode,
} from '../entities/enums.ts'

export const ArticleOrder = { NEWEST: 'NEWEST', OLDEST: 'OLDEST', LATEST_INGESTED: 'LATEST_INGESTED' } as const
export const BodyFormat = { TEXT: 'TEXT', HTML: 'HTML', MARKDOWN: 'MARKDOWN' } as const

/** What an enum is, and what each of its values says: every one of them has a line. */
type Described<Values extends object> = [values: Values, description: string, meanings: Record<keyof Values, string>]

/** Makes an enum of the schema out of a closed set of values. */
export function describeEnum<Values extends object>(
  name: string,
  ...[values, description, meanings]: Described<Values>
) {
  const valuesConfig = Object.fromEntries(
    Object.entries<string>(meanings).map(([value, meaning]) => [value, { description: meaning }]),
  )
  registerEnumType(values, { name, description, valuesConfig: valuesConfig as never })
}

describeEnum('ArticleOrder', ArticleOrder, 'ترتيب المقالات\nIn which order articles stand.', {
  NEWEST: 'الأحدث نشراً أولاً\nThe latest published first.',
  OLDEST: 'الأقدم نشراً أولاً\nThe first published first.',
  LATEST_INGESTED: 'الأحدث وصولاً أولاً\nThe latest to arrive first.',
})
describeEnum('ArticleStatus', ArticleStatus, 'حال المقال\nWhether an article is still to be shown.', {
  PUBLISHED: 'منشور\nIt may be shown.',
  WITHDRAWN: 'مسحوب\nIt keeps its id and address, and shows little more.',
})
describeEnum('BlockKind', BlockKind, 'نوع القطعة من النص\nWhat a block of a body is.', {
  PARAGRAPH: 'فقرة\nA paragraph.',
  HEADING: 'عنوان فرعي\nA heading within the text.',
  QUOTE: 'اقتباس\nWhat somebody else said.',
  LIST: 'قائمة\nA list, an item a line.',
  IMAGE: 'صورة\nA picture with its caption.',
  EMBED: 'مضمَّن من موقع آخر\nA post or video of another site, with its own language and direction.',
})
describeEnum('BodyFormat', BodyFormat, 'صيغة النص\nHow a body is written out.', {
  TEXT: 'نص صرف\nPlain text, an empty line between paragraphs.',
  HTML: 'نص HTML آمن للعرض\nSanitised HTML.',
  MARKDOWN: 'ماركداون\nCommonMark.',
})
describeEnum('ChangeType', ChangeType, 'أنواع التغييرات\nWhat the log of changes tells; more may come.', {
  ARTICLE_INGESTED: 'مقال جديد\nAn article came in.',
  ARTICLE_UPDATED: 'تغيّر مقال\nText, tags, image, links or copyOf of an article changed.',
  ARTICLE_WITHDRAWN: 'سُحب مقال\nAn article is no longer to be shown.',
  LINK_RESOLVED: 'رابط عُرف مقاله\nThe article that a printed headline names is known.',
  STORY_CHANGED: 'تغيّرت قصة\nA story began, grew, got another lead, or was merged.',
})
describeEnum('DatePrecision', DatePrecision, 'دقّة التاريخ\nHow precisely a date is known.', {
  TIME: 'إلى الثانية\nTo the second.',
  DAY: 'إلى اليوم\nTo the day in UTC: print the date and no time.',
  OBSERVED: 'لا تاريخ من الناشر\nThe publisher gave none; it is when the article was seen.',
})
describeEnum('DisplayPolicy', DisplayPolicy, 'سياسة العرض\nHow much of an article may be shown.', {
  FULL: 'كله\nEverything.',
  EXCERPT: 'ملخصه\nAll but the text itself.',
  HEADLINE: 'عنوانه\nAll but text, excerpt and image.',
})
describeEnum('IngestOutcome', IngestOutcome, 'نتيجة إدخال مقال\nWhat became of an article that was pushed.', {
  CREATED: 'مقال جديد\nIt was not known.',
  REVISED: 'عُدّل مقال معروف\nIt was known, and says something new.',
  UNCHANGED: 'لا جديد فيه\nIt was known, and says nothing new.',
  REJECTED: 'رُفض\nIt was not taken; `error` says why.',
})
describeEnum('LinkKind', LinkKind, 'نوع الرابط\nIn which list a link stands.', {
  READ_ALSO: 'إقرأ أيضاً\nThe publisher points to it from inside the page.',
  SIMILAR: 'مقالات مشابهة\nIt is like the article.',
})
describeEnum('LinkOrigin', LinkOrigin, 'من قال بهذا الرابط\nWho says that two articles belong together.', {
  PUBLISHER: 'الناشر في صفحته\nThe page itself prints it.',
  COMPUTED: 'حساب التشابه\nIt was computed; `score` and `reasons` say how.',
  EDITOR: 'محرّر ثبّته\nAn editor set it by hand.',
})
describeEnum('Scope', Scope, 'ما يأذن به المفتاح\nWhat a key lets its bearer do.', {
  READ: 'القراءة والاشتراك\nReading, subscriptions included.',
  PUBLISH: "تسجيل مستندات الشريك\nRegistering the documents of the partner's own app.",
  INGEST: 'إدخال المقالات\nPushing articles in.',
  OPERATE: 'التشغيل والتحرير\nSources, feeds, links and withdrawals.',
})
describeEnum('SourceHealth', SourceHealth, 'هل يأتي المصدر بجديد\nWhether a source or feed delivers.', {
  HEALTHY: 'سليم\nIt brings news.',
  FAILING: 'مخفق\nIt cannot be read.',
  STALE: 'راكد\nIt is read, and brings nothing new for days.',
  PAUSED: 'موقوف\nThe operator paused it.',
})
describeEnum('TagKind', TagKind, 'نوع الوسم\nWhat a tag names.', {
  SECTION: "قسم عند الناشر\nThe publisher's own desk: politics, economy, sport.",
  TOPIC: 'موضوع\nA subject.',
  PERSON: 'شخص\nA person.',
  PLACE: 'مكان\nA place.',
  ORGANISATION: 'هيئة\nAn organisation.',
})
describeEnum('TaggingOrigin', TaggingOrigin, 'من أين جاء الوسم\nWho put a tag on an article.', {
  PUBLISHER: 'الناشر\nThe publisher printed it.',
  EXTRACTED: 'النص\nIt was found in the text.',
  SITE_MENU: "قائمة الموقع\nA word of the site's own menu that stands among the tags; `tags` leaves it out.",
  EDITOR: 'محرّر\nAn editor set it.',
})
describeEnum(
  'TextDirection',
  TextDirection,
  'اتجاه الكتابة\nThe direction in which a text is written; the value of `dir` in HTML.',
  {
    RTL: 'من اليمين إلى اليسار\nRight to left, as Arabic.',
    LTR: 'من اليسار إلى اليمين\nLeft to right, as English.',
  },
)
describeEnum('UserErrorCode', UserErrorCode, 'رموز الأخطاء التي يمكن إصلاحها\nWhat a caller can mend; more may come.', {
  INVALID: 'قيمة غير صالحة\nA value is not what it should be.',
  NOT_FOUND: 'لا وجود له\nAn id or slug names nothing.',
  TAKEN: 'موجود من قبل\nIt is there already, or belongs to another.',
  TOO_LARGE: 'أكبر مما يُسمح به\nIt is longer than allowed.',
  WITHDRAWN: 'مسحوب\nThe article was withdrawn.',
  IDEMPOTENCY_CONFLICT: 'مفتاح استُعمل مع محتوى آخر\nThe idempotency key came with other content before.',
  UNREACHABLE: 'تعذّر الوصول إليه\nThe address does not answer.',
  ADDRESS_REFUSED: 'عنوان لا يُسمح بطلبه\nThe address is not public.',
  NOT_A_FEED: 'لا خلاصة هناك\nThe address leads to no feed.',
  DOCUMENT_INVALID: 'مستند لا يوافق المخطط\nA document of a manifest does not fit the schema.',
})

export {
  ArticleStatus,
  BlockKind,
  ChangeType,
  DatePrecision,
  DisplayPolicy,
  IngestOutcome,
  LinkKind,
  LinkOrigin,
  Scope,
  SourceHealth,
  TaggingOrigin,
  TagKind,
  TextDirection,
  UserErrorCode,
}
