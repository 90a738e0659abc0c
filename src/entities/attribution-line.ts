/** Characters of the line that names a source. */
export const MAX_ATTRIBUTION = 200

/** The line that names a source as it is stored: one line of NFC; null where it is empty or too long. */
export function attributionLine(text: string): string | null {
  const line = text
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return line === '' || line.length > MAX_ATTRIBUTION ? null : line
}
