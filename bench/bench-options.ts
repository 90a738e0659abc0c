/** What a measure of speed is told. */
export interface BenchOptions {
  /** A file of article records to measure with; null for the bundled sample, varied. */
  articles: string | null
  /** A set of pages as `eval extraction` takes it. */
  pages: string | null
  /** The large sizes and long runs. */
  full: boolean
  /** Articles in the store where reading is measured; null for as many as the measure has. */
  articlesCount?: number | null
  /** Whether other GraphQL servers are measured beside it. */
  peers?: boolean
  /** Minutes of mixed load before memory is looked at; null for as many as the measure has. */
  minutes?: number | null
  /** Hears what is being done, a line each. */
  say(text: string): void
}
