/** The parts of a page, by the name under which the parser keeps them. */
export type PageSection =
  | 'source'
  | 'stamp'
  | 'title'
  | 'published'
  | 'body'
  | 'attribution'
  | 'tags'
  | 'readAlso'
  | 'similar'

/** A section that a printed marker opens; `related` takes the role, readAlso or similar, that the page leaves open. */
export type MarkerKind = Extract<PageSection, 'published' | 'attribution' | 'tags' | 'readAlso' | 'similar'> | 'related'

/** What a kind of page dump looks like: all that the parser knows about it. */
export interface PageProfile {
  name: string
  /** Sections as the page prints them; those between body and readAlso say that the main text is over. */
  order: readonly PageSection[]
  /** Spellings of each marker; they are compared by `titleKey`, so hamzas, marks, colons and frames do not matter. */
  markers: Readonly<Record<MarkerKind, readonly string[]>>
  /** What stands between a marker and its content on the same line. */
  markerEnd: RegExp
  /** Datelines that are sentences: `date`, or `day`, `month`, `year` in figures; and `source` where they name it. */
  datelines: readonly RegExp[]
  /** When the page was rendered, on the folded line: year, month, day, hour, minute, second, zone. */
  stamp: RegExp
  /** A line that begins like a stamp and is none: never a title. */
  brokenStamp: RegExp
  /** Words of buttons and footers, compared by `titleKey`. */
  chromeWords: readonly string[]
  /** What may stand before a headline in a list. */
  bullet: RegExp
  /** Headlines of other pages that stand before the article: a line with so many gaps of this kind. */
  leadingChrome: { gap: RegExp; gaps: number }
  /** The line under an embedded post: author, handle, date. */
  postSignature: RegExp
  /** The end of a written sentence; headlines end with question marks too. */
  sentenceEnd: RegExp
  /** What text has and headlines hardly have. */
  proseMark: RegExp
  /** Words: the longest name of a source, from where on a finished line and an unfinished one are paragraphs, the longest headline. */
  words: { source: number; sentence: number; paragraph: number; headline: number }
}

/** The aggregator page: source, stamp, title, date, title, text, source, tags, one article to read next, similar headlines. */
export const AGGREGATOR_PAGE: PageProfile = {
  name: 'aggregator',
  order: ['source', 'stamp', 'title', 'published', 'title', 'body', 'attribution', 'tags', 'readAlso', 'similar'],
  markers: {
    published: [
      'تاريخ النشر',
      'نشر في',
      'نشر بتاريخ',
      'نُشر',
      'تاريخ الخبر',
      'تاريخ المقال',
      'Published',
      'Publish date',
    ],
    attribution: ['المصدر', 'مصدر الخبر', 'المصادر', 'Source'],
    tags: [
      'كلمات دلالية',
      'الكلمات الدلالية',
      'كلمات مفتاحية',
      'الكلمات المفتاحية',
      'كلمات البحث',
      'الوسوم',
      'وسوم',
      'تاغات',
      'الأوسمة',
      'Tags',
      'Keywords',
    ],
    readAlso: [
      'إقرأ أيضاً',
      'اقرأ كذلك',
      'اقرأوا أيضا',
      'اقرؤوا أيضا',
      'اقرئي أيضا',
      'واقرأ أيضا',
      'طالع أيضا',
      'طالعوا أيضا',
      'شاهد أيضا',
      'تابع أيضا',
      'Read also',
    ],
    similar: [
      'مقالات مشابهة',
      'مقالات متشابهة',
      'مواضيع مشابهة',
      'موضوعات مشابهة',
      'أخبار مشابهة',
      'مقالات ذات صلة',
      'Similar articles',
    ],
    related: [
      'مواضيع ذات صلة',
      'موضوعات ذات صلة',
      'أخبار ذات صلة',
      'ذات صلة',
      'مواضيع متعلقة',
      'أخبار متعلقة',
      'قد يهمك',
      'قد يهمك أيضا',
      'ربما يهمك',
      'قد يعجبك أيضا',
    ],
  },
  markerEnd: /[:：﹕]/u,
  datelines: [
    /^نشر في (?<source>.{2,60}?) يوم (?<day>\d{1,2})\s?[-/]\s?(?<month>\d{1,2})\s?[-/]\s?(?<year>\d{4})$/u,
    /^نشر في (?<source>.{2,60}?) يوم (?<date>.*\d.*)$/u,
  ],
  stamp:
    /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[@t ]\s?(?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2}))?(?:\.\d+)?\s*(?<zone>gmt|utc|z|[+-]\d{2}:?\d{2})?$/u,
  brokenStamp: /^\d{2,4}(?:-\d{0,2}){1,2}(?:$|[@t ][\d:@ ]*[a-z]{0,3}$)/u,
  chromeWords: [
    'طباعة',
    'شارك',
    'مشاركة',
    'شاركها',
    'إرسال',
    'حفظ',
    'نسخ الرابط',
    'تعليق',
    'تعليقات',
    'تغريد',
    'فيسبوك',
    'تويتر',
    'واتساب',
    'تلغرام',
    'تيليجرام',
    'Share',
    'Tweet',
    'Print',
    'اقرأ المزيد',
    'جميع الحقوق محفوظة',
  ],
  bullet: /^(?:[•●▪▫■□◦‣∙·○◆▶►»«*–—-]|\d{1,2}[.)-])\s+|^[•●▪■◦‣]/u,
  leadingChrome: { gap: /\S(?:[^\S\n]{3,}|\t+)(?=\S)/gu, gaps: 2 },
  postSignature: /^[—–-]{1,2}\s*(?<author>[^()]{1,80}?)\s*\((?<handle>@[A-Za-z0-9_]{1,30})\)\s*(?<date>.{0,40})$/u,
  sentenceEnd: /[.…۔][\s"”»')\]]*$/u,
  proseMark: /[،؛;]|[,.](?!\d)/u,
  words: { source: 8, sentence: 8, paragraph: 30, headline: 25 },
}
