/** The end of a tweet: a dash, the name, the handle, and the date as printed. */
const HANDLE_AT_END = /(?:^|\s)(?:[—–―]|--?(?=\s))\s*([^—–―\n]*\(@[^)\s]+\)[^\n]*)$/
const DASHED_LINE = /^(?:[—–―]|--?(?=\s))\s*(\S.*)$/
/** The end of an Instagram post: «A post shared by Name (@handle)», in any language. */
const SHARED_BY = /^.*\(@[^)\s]+\).*$/

/** Longer lines are speech, not a name; the patterns are tried on no more than this, since they may look back. */
const MAX_ATTRIBUTION = 200

function attributionIn(lines: readonly string[]): RegExpExecArray | null {
  const last = lines.at(-1)!.slice(-MAX_ATTRIBUTION)
  const handle = HANDLE_AT_END.exec(last)
  const isWhole = lines.length > 1 && last.length < MAX_ATTRIBUTION
  // Where the line before has a dash too, the dashes are those of a dialogue.
  if (handle || !isWhole || DASHED_LINE.test(lines.at(-2)!.slice(0, MAX_ATTRIBUTION))) return handle
  return DASHED_LINE.exec(last) ?? SHARED_BY.exec(last)
}

/**
 * Parts the text of a quote or embed from the line that says who says it.
 * @param text lines parted by "\n"
 */
export function splitAttribution(text: string): { text: string; attribution: string | null } {
  const found = attributionIn(text.slice(text.lastIndexOf('\n', text.lastIndexOf('\n') - 1) + 1).split('\n'))
  const words = found ? text.slice(0, text.length - found[0].length).trim() : ''
  // A post of nothing but its signature (a picture, a video) keeps it as its text.
  if (!found || words === '') return { text, attribution: null }
  return { text: words, attribution: (found[1] ?? found[0]).trim() }
}

const POST =
  /^https?:\/\/(?:www\.|mobile\.|m\.)?(?:(?:twitter|x)\.com\/[^/]+\/status(?:es)?\/\d+|instagram\.com\/(?:[^/]+\/)?(?:p|reel|tv)\/[^/]+|tiktok\.com\/@[^/]+\/video\/\d+)/

/** The last of some addresses that leads to a post of a social network. */
export const postAddress = (addresses: readonly string[]): string | null =>
  addresses.findLast((address) => POST.test(address)) ?? null
