/** What a measure of speed is told. */
export interface BenchOptions {
  /** A file of article records to measure with; null for the bundled sample, varied. */
  articles: string | null
  /** A set of pages as `eval extraction` takes it. */
  pages: string | null
  /** The large sizes and long runs. */
  full: boolean
  /** Hears what is being done, a line each. */
  say(text: string): void
}
