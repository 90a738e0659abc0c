/**
 * Text as it is stored and shown: the publisher's spelling, NFC, without control characters and stray direction marks,
 * white space collapsed within lines.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?|\u0085/g, '\n')
    .replace(
      /[\u0000-\u0008\u000E-\u001F\u007F-\u009F\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\u061C\uFEFF\u00AD]/g,
      '',
    )
    .toWellFormed()
    .normalize('NFC') // what an invisible character parted may compose now
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** `cleanText` on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ')
}
