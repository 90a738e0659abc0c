/** A longer tag is none that anybody writes (RFC 5646, 4.4.1). */
const LONGEST = 35

/** A BCP 47 tag in its canonical spelling (`AR-eg` is `ar-EG`); null for what is none. */
export function languageTagOf(text: string): string | null {
  const tag = text.trim()
  if (tag.length > LONGEST || !/^[a-z]{2,3}(?:-|$)/i.test(tag)) return null
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null
  } catch {
    return null
  }
}
