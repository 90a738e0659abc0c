/** The document as a whole cannot be read as a feed; the sentence says why and, where known, in which line. */
export class NotAFeed extends Error {
  override readonly name = 'NotAFeed'
}
