import { fold } from '../../arabic/fold.ts'
import { childrenOf, closest, isBlockElement, isElement, type PageElement } from './dom.ts'
import { makeupOf } from './link-box.ts'
import type { PageIndex } from './page-index.ts'
import type { Cut } from './related-blocks.ts'

/** What an element named so is, and what it may not hold if it is to go. The first that fits says why. */
const NAMED: readonly [reason: string, names: RegExp][] = [
  [
    'COMMENTS',
    /(?:^|\s)(?:comments?|comment-?(?:list|area|section|wrap(?:per)?|container|box|form|respond)|comments-?(?:list|area|section|wrap(?:per)?|container|box|block)|commentlist|respond|disqus_thread|disqus|fb-comments|livefyre\w*|article-comments)(?=$|\s)/,
  ],
  [
    'SHARE',
    /(?:^|[\s_-])(?:share|sharing|sharethis|sharedaddy|social-?(?:share|icons?|links?|media|bar|buttons?)|addthis\w*|addtoany\w*|a2a_kit|ssba|heateor\w*|post-?share|share-?(?:bar|buttons?|links?|icons?|post|article|box))(?=$|[\s_-])/,
  ],
  [
    'NOTICE',
    /(?:^|[\s_-])(?:newsletter|subscri(?:be|ption)|signup|sign-up|mailchimp|push-?notification|app-?banner|cookie\w*|gdpr|consent)(?=$|[\s_-])/,
  ],
  [
    'ADVERT',
    /(?:^|[\s_-])(?:ad|ads|advert\w*|adsense|adsbygoogle|google-?ads?|dfp|sponsor(?:ed)?|promo(?:tion)?|banner-?ads?|ad-?(?:slot|unit|box|container|wrapper|banner))(?=$|[\s_-])/,
  ],
  [
    'NAVIGATION',
    /(?:^|[\s_-])(?:breadcrumbs?|pagination|pager|post-?navigation|nav-?links|skip-?link|menu|ticker|breaking-?news|most-?(?:read|viewed|popular)|trending|author-?(?:box|bio)|about-?author|print-?(?:link|button))(?=$|[\s_-])/,
  ],
]
/** One look for all, since most names say nothing. */
const ANY_NAME =
  /comment|respond|disqus|livefyre|shar|social|addt|a2a|ssba|heateor|newsletter|subscri|sign|mailchimp|notification|banner|cookie|gdpr|consent|ad|dfp|sponsor|promo|breadcrumb|pag|nav|skip|menu|ticker|breaking|most|trending|author|print/
const TAGS: Readonly<Record<string, string>> = { nav: 'NAVIGATION', footer: 'FOOTER' }
/** Longer text is no button, notice or menu without links. */
const MAX_TEXT: Readonly<Record<string, number>> = {
  SHARE: 250,
  NOTICE: 600,
  ADVERT: 250,
  NAVIGATION: 3_000,
  FOOTER: 20_000,
}

const spelled = (text: string): string =>
  fold(text)
    .replace(/[ؤئ]/g, (letter) => (letter === 'ؤ' ? 'و' : 'ي'))
    .replace(/\s+/g, ' ')
    .trim()

/** Lines that say nothing about the matter, on folded text. */
const LINES: readonly [reason: string, line: RegExp][] = (
  [
    ['NOTICE', '^يمكن(?:كم|ك|نا)? (?:الان )?(?:استلام|تلقي|الحصول علي|متابعه) (?:ال)?(?:اشعار|تنبيه|اخر|احدث|تطبيق)'],
    [
      'NOTICE',
      '^(?:\\*+ ?)?(?:جميع )?(?:ال)?(?:مقالات|اراء|مواد)(?: المنشوره)?(?: هنا| في الموقع)? (?:تمثل|تعبر عن|لا تعبر|لا تمثل)',
    ],
    [
      'NOTICE',
      '^(?:\\*+ ?)?(?:هذا )?(?:المقال|المقاله|ما ورد في المقال)[^.]{0,60}(?:يعبر عن|تعبر عن|لا يعبر|لا تعبر|يمثل|لا يمثل) ',
    ],
    ['NOTICE', '^(?:الاراء|ملاحظه: الاراء)[^.]{0,60}(?:تعبر|تمثل|تعكس)'],
    [
      'NOTICE',
      '^(?:تابعونا|تابعنا|تابعوا|تابع)[^.]{0,40} (?:علي|عبر) (?:فيسبوك|تويتر|تلغرام|تليغرام|تيليجرام|تلجرام|واتساب|يوتيوب|انستغرام|منصه|غوغل|جوجل|google|منصات|قناه|قنا|صفحت)',
    ],
    [
      'NOTICE',
      '^(?:انضم|انضموا|اشترك|اشتركوا|سجل|سجلوا|للاشتراك)[^.]{0,60}(?:قناتنا|قناه|نشرتنا|النشره|نشره|واتساب|تلغرام|تيليجرام|بريد|خدمه|القايمه)',
    ],
    ['NOTICE', '^(?:حمل|حملوا|نزل|نزلوا|لتحميل|قم بتحميل)(?: الان)? (?:ال)?تطبيق'],
    ['NOTICE', '^(?:لمتابعه|لمعرفه|ليصلك|لتصلك)[^.]{0,40}(?:اخر|احدث|المزيد من) (?:ال)?اخبار'],
    [
      'NOTICE',
      '^(?:sign up|subscribe) (?:for|to) (?:our|the)|^follow us on |^download (?:our|the) app|^inscrivez-vous|^abonnez-vous|^suivez-nous',
    ],
    [
      'FOOTER',
      '^(?:©|\\(c\\)|copyright) ?(?:©|\\(c\\))? ?(?:19|20)\\d\\d|^(?:حقوق النشر|حقوق الطبع|(?:كل|جميع) (?:ال)?حقوق (?:محفوظه|النشر))|(?:جميع|كل|كافه) (?:ال)?حقوق محفوظه|all rights reserved|tous droits reserves',
    ],
    [
      'ADVERT',
      '^(?:اعلان|اعلانات|اعلان ممول|محتوي اعلاني|advertisement|advertising|publicite|sponsored(?: content)?|ad)$',
    ],
    [
      'SHARE',
      '^(?:شارك|شاركها|شاركه|مشاركه|انشر|غرد|تغريد|ارسال|طباعه|حفظ|نسخ الرابط|فيسبوك|تويتر|واتساب|تلغرام|تيليجرام|لينكد ?ان|بريد الكتروني|share|tweet|print|email|copy link|partager|facebook|twitter|whatsapp|telegram|linkedin|x)(?: (?:الخبر|المقال|المقاله|الموضوع|هذا|علي|عبر|علي:|مع|فيسبوك|تويتر|واتساب|تلغرام|تيليجرام|الاصدقاء|اصدقايك|this|on|article|story|facebook|twitter|whatsapp|telegram|linkedin|email|print|x|ارسال|طباعه|حفظ|تغريد|شارك|مشاركه))*:?$',
    ],
    [
      'COMMENTS',
      '^(?:ترحب|نرحب|يرحب|نشكر)[^.]{0,80}(?:نقاش|تعليقات|مشاركات)|(?:مراجعه|اداره|سياسه|شروط|ضوابط) (?:نشر )?(?:ال)?تعليقات',
    ],
    [
      'COMMENTS',
      '^(?:(?:اترك|اضف|اكتب) (?:تعليق|تعليقا|تعليقك|ردا)(?: علي الموضوع)?|لا (?:توجد|يوجد) تعليقات|(?:ال)?تعليقات? ?\\(?\\d*\\)?|leave a (?:comment|reply)|no comments|\\d+ comments?)$',
    ],
    [
      'NAVIGATION',
      '^(?:حجم الخط|تكبير الخط|تصغير الخط|استمع الي المقال|استمع للمقال|وقت القراءه|مده القراءه)[^.]{0,40}$|^(?:\\d+ )?(?:دقيقه|دقايق)(?: واحده)? (?:ل)?(?:ال)?قراءه$',
    ],
  ] as const
).map(([reason, line]) => [reason, new RegExp(line, 'u')])
const MAX_LINE = 500

function isOfArticle(element: PageElement): boolean {
  return (
    closest(element.parentNode, ({ localName }) => localName === 'article' || localName === 'blockquote') !== null ||
    element.querySelector('h1,[itemprop~="articleBody"]') !== null
  )
}

/** Cuts menus, footers, comments, share bars, notices and adverts out of a page, by what elements and their names say. */
export function cutClutter(page: PageIndex, cut: Cut): void {
  for (const { element, tag, names } of page.elements(({ tag, names }) => names !== '' || TAGS[tag] !== undefined)) {
    const named = ANY_NAME.test(names) ? NAMED.find(([, pattern]) => pattern.test(names))?.[0] : undefined
    const reason = TAGS[tag] ?? named
    if (reason === undefined || /^(?:html|body|main|article)$/.test(tag)) continue
    if (reason === 'FOOTER' && isOfArticle(element)) continue
    const { text, linked, prose, headline } = makeupOf([element])
    if (headline) continue
    const isComments = reason === 'COMMENTS'
    const fits = isComments || (prose === 0 && text <= (MAX_TEXT[reason] ?? 0)) || (prose <= 2 && linked > 0.6 * text)
    if (fits && text > 0) cut([element], reason)
  }
}

/** The reason for which a line is no part of an article; null of one that is. */
export function clutterLine(text: string): string | null {
  if (text.length > MAX_LINE) return null
  const line = spelled(text).replace(/^[^\p{L}\p{N}©(*]+/u, '')
  return LINES.find(([, pattern]) => pattern.test(line))?.[0] ?? null
}

const holdsBlock = (element: PageElement): boolean =>
  childrenOf(element).some((node) => isBlockElement(node) || (isElement(node) && holdsBlock(node)))

/** The elements of an article that hold a line of text and no further block. */
export function innermost(root: PageElement): PageElement[] {
  return [...root.querySelectorAll('p,li,div,h1,h2,h3,h4,h5,h6,section,td,figcaption,dd,dt,address,header')].filter(
    (element) => !holdsBlock(element),
  )
}
