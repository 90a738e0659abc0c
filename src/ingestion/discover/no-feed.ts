import type { NoFeed } from '../../entities/discovery.ts'
import type { Fetched, FetchFailure } from '../fetch/fetched.ts'
import type { ParseFailure } from '../worker/parse-task.ts'

/** Why an address leads to no feed. What programs tell in English has a sentence of its own in Arabic. */
type Nothing = { kind: 'nothing' } & NoFeed

const nothing = (code: NoFeed['code'], ar: string, en: string): Nothing => ({
  kind: 'nothing',
  code,
  reason: { ar, en },
})

const FETCH_FAILURES: Readonly<Record<FetchFailure, readonly [code: NoFeed['code'], arabic: string]>> = {
  ADDRESS_REFUSED: [
    'ADDRESS_REFUSED',
    'ليس العنوان أو المنفذ عاماً، وللمشغّل وحده أن يسمح به (SILA_ALLOW_PRIVATE_NETWORKS)',
  ],
  BAD_ADDRESS: ['INVALID', 'يجب أن يكون عنوان http أو https بلا اسم مستخدم'],
  NAME_NOT_FOUND: ['UNREACHABLE', 'لا موقع بهذا الاسم'],
  UNREACHABLE: ['UNREACHABLE', 'لا يجيب الخادم'],
  TOO_SLOW: ['UNREACHABLE', 'تأخّر الخادم في الجواب'],
  TOO_LARGE: ['UNREACHABLE', 'الجواب أكبر مما يُسمح به'],
  TOO_MANY_REDIRECTS: ['UNREACHABLE', 'تحويلات العنوان أكثر مما يُسمح به'],
  BROKEN_ANSWER: ['UNREACHABLE', 'جواب الخادم غير سليم'],
}

const PARSE_FAILURES: Readonly<Record<ParseFailure['code'], string>> = {
  NOT_A_FEED: 'ما فيه ليس خلاصة، أو هي مكسورة',
  REFUSED: 'ما فيه أكبر أو أخطر من أن يُقرأ',
  TIMEOUT: 'استغرقت قراءته وقتاً أطول مما يُسمح به',
  MEMORY: 'تحتاج قراءته إلى ذاكرة أكبر مما يُسمح به',
  CRASHED: 'تعذّرت قراءته',
}

export const notFetched = ({ code, reason }: Extract<Fetched, { kind: 'failed' }>): Nothing =>
  nothing(FETCH_FAILURES[code][0], FETCH_FAILURES[code][1], reason)

export const refusedAnswer = ({ status, reason }: Extract<Fetched, { kind: 'refused' }>): Nothing =>
  nothing('UNREACHABLE', `أجاب الخادم بالحالة ${status}`, reason)

export const unaskedNotModified = (): Nothing =>
  nothing('UNREACHABLE', 'جواب الخادم غير سليم', 'answered «not modified» to a first request')

export const notParsed = ({ code, reason }: ParseFailure): Nothing =>
  nothing('NOT_A_FEED', PARSE_FAILURES[code], reason)

export const sitemapWithoutHeadlines = (): Nothing =>
  nothing('NOT_A_FEED', 'في خريطة الموقع صفحات بلا عناوين أخبار', 'the sitemap names pages without their headlines')

export const emptyFeed = (): Nothing =>
  nothing('NOT_A_FEED', 'ليس فيه عنوان ولا عناصر', 'it has neither a title nor items')

export const notHttp = (): Nothing =>
  nothing('INVALID', FETCH_FAILURES.BAD_ADDRESS[1], 'the address is not one of http or https')

/** Where neither the page nor the guesses helped. */
export const nothingFound = (): Nothing =>
  nothing(
    'NOT_A_FEED',
    'لا تقود إليها الصفحة ولا العناوين المعتادة في موقعها',
    'neither what stands there nor the usual addresses of its site lead to a feed',
  )
