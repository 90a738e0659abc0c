const TOKEN = /<!--|<!\[CDATA\[|<!DOCTYPE/gi
const END: Readonly<Record<string, string>> = { '<!--': '-->', '<![cdata[': ']]>' }
/** From the name up to the bracket; a «>» ends the declaration unless it stands in quotes. */
const SUBSET = /<!DOCTYPE(?:[^"'[>]|"[^"]*"|'[^']*')*\[/iy
/** A declaration with its two identifiers is shorter; what is longer is treated as one that defines something. */
const MAX_DOCTYPE = 4_000

/**
 * Where an XML document carries a DOCTYPE with definitions of its own (`<!DOCTYPE name [ … ]>`, XML 1.0, 2.8), which is how
 * entities that grow and entities that read files come in; -1 where it has none. Comments and CDATA sections do not count.
 */
export function internalSubsetAt(text: string): number {
  TOKEN.lastIndex = 0
  const noEnd = new Set<string>()
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const end = END[match[0].toLowerCase()]
    if (end === undefined) {
      SUBSET.lastIndex = 0
      if (SUBSET.test(text.slice(match.index, match.index + MAX_DOCTYPE))) return match.index
    } else if (!noEnd.has(end)) {
      const at = text.indexOf(end, TOKEN.lastIndex)
      if (at === -1) noEnd.add(end)
      else TOKEN.lastIndex = at + end.length
    }
  }
  return -1
}
