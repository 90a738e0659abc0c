/** Questions that are remembered; a later one may take the place of another. */
const PLACES = 65_536

/**
 * Remembers of many questions that they were asked, in four bytes each: what is asked but once leaves nothing else behind. Two questions
 * may be taken for one another, of which nothing comes but that an answer is kept a time too early.
 */
export class AskedOnce {
  readonly #seen = new Uint32Array(PLACES)

  note(key: string): void {
    const hash = hashOf(key)
    this.#seen[hash % PLACES] = hash
  }

  has(key: string): boolean {
    const hash = hashOf(key)
    return this.#seen[hash % PLACES] === hash
  }
}

/** FNV-1a over the units of a text, stirred so that its low bits hang on all of it; never 0. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0 || 1
}
