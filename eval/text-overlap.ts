const GRAM = 4

/** How often each run of four words stands in a text; words are parted as Unicode parts letters and digits. */
function gramsOf(text: string): Map<string, number> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const grams = new Map<string, number>()
  for (let at = 0; at === 0 || at + GRAM <= words.length; at++) {
    const gram = words.slice(at, at + GRAM).join(' ')
    grams.set(gram, (grams.get(gram) ?? 0) + 1)
  }
  return grams
}

const total = (grams: ReadonlyMap<string, number>): number => [...grams.values()].reduce((sum, count) => sum + count, 0)

/** The harmonic mean of precision and recall over runs of four words; a shorter text is one run. */
export function textF1(found: string, gold: string): number {
  const [a, b] = [gramsOf(found), gramsOf(gold)]
  const shared = [...a].reduce((sum, [gram, count]) => sum + Math.min(count, b.get(gram) ?? 0), 0)
  return (2 * shared) / (total(a) + total(b))
}
