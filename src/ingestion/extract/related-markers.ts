import { fold, titleKey } from '../../arabic/fold.ts'
import { tokenize } from '../../arabic/tokens.ts'
import type { SourceProfile } from '../../entities/source-profile.ts'
import { AGGREGATOR_PAGE } from '../page/profile.ts'

/** Which list of links a marker opens; `related` takes the role that the page leaves open. */
export type Role = 'readAlso' | 'similar' | 'related'

const { readAlso, similar, related } = AGGREGATOR_PAGE.markers
/** What the pages of publishers print beyond the markers of page dumps. */
const MARKERS: Readonly<Record<Role, readonly string[]>> = {
  readAlso: [
    ...readAlso,
    ...['اقرأ المزيد', 'اقرأ المزيد عن', 'اقرأ أكثر', 'قراءة المزيد', 'لقراءة المزيد', 'اقرأ في', 'اقرأ هنا', 'اقرأ'],
    ...[
      'يمكنك أيضا قراءة',
      'للمزيد',
      'للمزيد اقرأ',
      'للمزيد اقرأ أيضا',
      'للمزيد اقرؤوا',
      'لمزيد من التفاصيل',
      'المزيد حول هذا الموضوع',
    ],
    ...[
      'المزيد عن هذا الموضوع',
      'انظر أيضا',
      'راجع أيضا',
      'تابع المزيد',
      'شاهد',
      'شاهد المزيد',
      'شاهدوا أيضا',
      'استمع أيضا',
    ],
    ...['اقرأ أيضا في', 'ولمزيد', 'للاطلاع على المزيد', 'طالع المزيد', 'مطالعة أخرى', 'اخترنا لكم', 'وفي هذا السياق'],
    ...[
      'Read more',
      'Also read',
      'See also',
      'Read next',
      'More on this story',
      'More on this',
      'Read more on',
      'Watch also',
    ],
    ...[
      'À lire aussi',
      'A lire aussi',
      'Lire aussi',
      'Voir aussi',
      'À lire',
      'Lire la suite',
      'À voir aussi',
      'Sur le même sujet',
    ],
  ],
  similar: [
    ...similar,
    ...[
      'قصص مشابهة',
      'محتوى مشابه',
      'منشورات مشابهة',
      'مقالات ذات علاقة',
      'Related articles',
      'Related stories',
      'Related posts',
    ],
    ...[
      'Related content',
      'Related news',
      'Related topics',
      'Related links',
      'Related coverage',
      'Similar posts',
      'Articles similaires',
    ],
    ...[
      'Articles liés',
      'You may also like',
      'You might also like',
      'Recommended for you',
      'Recommended',
      'More stories',
    ],
  ],
  related: [
    ...related,
    ...[
      'محتوى ذو صلة',
      'محتوى ذات صلة',
      'مواد ذات صلة',
      'قصص ذات صلة',
      'روابط ذات صلة',
      'تقارير ذات صلة',
      'المواضيع ذات الصلة',
    ],
    ...[
      'الأخبار ذات الصلة',
      'المقالات ذات الصلة',
      'منشورات ذات صلة',
      'موضوعات متعلقة',
      'مقالات متعلقة',
      'قد يعجبك',
      'ربما يعجبك',
    ],
    ...[
      'ربما يهمك أيضا',
      'قد تهمك',
      'قد يهمكم',
      'قد يهمك قراءة',
      'مواضيع قد تهمك',
      'أخبار قد تهمك',
      'مقالات قد تهمك',
      'قد يعجبك أيضا',
    ],
    ...[
      'مواضيع ذات علاقة',
      'أخبار ذات علاقة',
      'نرشح لك',
      'نرشح لكم',
      'اخترنا لك',
      'مقترحة لك',
      'موضوعات قد تهمك',
      'Related',
      'You may like',
    ],
  ],
}
/** Words that also begin sentences: a marker only where links and nothing else follow. */
const AMBIGUOUS = new Set(
  ['اقرأ', 'شاهد', 'اقرأ في', 'اقرأ هنا', 'وفي هذا السياق', 'Related', 'Recommended', 'À lire'].map(titleKey),
)

/** A marker at the beginning of a line. */
export interface MarkerHit {
  role: Role
  /** What follows it, without the sign between; empty where the line is the marker alone. */
  rest: string
  /** A colon, bar or the like stands between marker and rest. */
  isParted: boolean
  /** The words begin sentences as well. */
  isAmbiguous: boolean
}

/** The longest line that can begin with a marker and still be a line of links. */
const MAX_LINE = 600
const MAX_MARKER_WORDS = 6
const AFTER = /^[\s"'»”)\]]*[:：﹕|ǀ¦…»«←→↓>–—.،,•*-]+[\s:|"']*/u

/** The markers of a page: those that every publisher uses and those of its own. */
export class RelatedMarkers {
  readonly #roles = new Map<string, Role>()
  readonly #heads = new Set<string>()

  constructor(profile: SourceProfile | null) {
    for (const role of ['related', 'similar', 'readAlso'] as const) {
      const own = role === 'related' ? [] : (profile?.markers?.[role] ?? [])
      for (const marker of [...MARKERS[role], ...own]) this.#add(marker, role)
    }
  }

  /** Whether a text begins with letters that a marker begins with: a quick look that leaves most texts alone. */
  mayBegin(text: string): boolean {
    return this.#heads.has(headOf(text))
  }

  /** The marker with which a line begins; null where it begins with none. */
  read(line: string): MarkerHit | null {
    if (line.length > MAX_LINE) return null
    if (!this.mayBegin(line)) return null
    const tokens = tokenize(line.slice(0, 120)).slice(0, MAX_MARKER_WORDS)
    let key = ''
    let hit: MarkerHit | null = null
    for (const token of tokens) {
      key += titleKey(token.text)
      const role = this.#roles.get(key)
      if (role === undefined) continue
      const after = line.slice(token.end)
      const sign = AFTER.exec(after)?.[0] ?? ''
      const rest = after.slice(sign.length).trim()
      const isParted = sign !== '' && !/^[\s.،,-]*$/u.test(sign.replace(/\.{2,}|\s[-–—]+\s|^\s*-+\s/u, ':'))
      hit = { role, rest: /[\p{L}\p{N}]/u.test(rest) ? rest : '', isParted, isAmbiguous: AMBIGUOUS.has(key) }
    }
    return hit
  }

  #add(marker: string, role: Role): void {
    const key = titleKey(marker)
    if (key === '') return
    this.#roles.set(key, role)
    this.#heads.add(headOf(marker))
  }
}

const HEAD_LETTERS = 4
const HEAD_CHARACTERS = 24
const letters = new Map<string, string>()

/** A letter as it is compared; empty of what is none. The map ends with the letters that there are. */
function letterOf(character: string): string {
  const known = letters.get(character)
  if (known !== undefined) return known
  const letter = titleKey(fold(character))
  if (letters.size < 5_000) letters.set(character, letter)
  return letter
}

/** The first letters of a text, folded: enough to leave most texts alone, also where words run together. */
function headOf(text: string): string {
  let head = ''
  const end = Math.min(text.length, HEAD_CHARACTERS + (text.length - text.trimStart().length))
  for (let at = 0; at < end && head.length < HEAD_LETTERS; at++) head += letterOf(text[at]!)
  return head
}
