import pg from 'pg'

/** Statements that a connection keeps ready, some 50 kB each there; others are read and planned each time. */
const MAX_PREPARED = 150
/** Texts whose use is counted until they are prepared; the oldest go first. */
const MAX_COUNTED = 1_000
/** «cached plan must not change result type» */
const PLAN_IS_OLD = '0A000'
/** From the how manyth time on a statement is prepared. */
const PREPARED_FROM = 3
/**
 * What is worth it: reads that are planned alike whatever they ask for. Not those whose plan hangs on the words that are looked for, and
 * nothing that writes or locks.
 */
const READS = /^\s*(select|with)\b/i
const OTHERS = /article_text|tsquery|\b(insert|update|delete|pg_\w+|nextval|now\(\))\b/i

/** What the connections of one pool keep ready: they ask the same. */
class PreparedReads {
  /** How often a text was asked, then its name. */
  readonly #counts = new Map<string, number>()
  readonly #names = new Map<string, string>()

  /** The name under which a text is prepared; nothing where it is not. */
  nameOf(text: string): string | undefined {
    const [counts, names] = [this.#counts, this.#names]
    const name = names.get(text)
    if (name !== undefined || names.size >= MAX_PREPARED) return name
    const count = (counts.get(text) ?? 0) + 1
    counts.delete(text)
    if (count < PREPARED_FROM) {
      if (READS.test(text) && !OTHERS.test(text)) counts.set(text, count)
      if (counts.size > MAX_COUNTED) counts.delete(counts.keys().next().value!)
      return undefined
    }
    names.set(text, `sila_${names.size}`)
    return names.get(text)
  }
}

type Query = (config: unknown, values?: unknown, callback?: unknown) => Promise<pg.QueryResult>

/**
 * The connections of a pool that keep the reads ready that come again and again: on a page of articles planning takes longer than
 * reading.
 */
export function preparingClient(): typeof pg.Client {
  const reads = new PreparedReads()
  return class extends pg.Client {
    override query = ((config: unknown, values?: unknown, callback?: unknown) => {
      const name = typeof config === 'string' && Array.isArray(values) ? reads.nameOf(config) : undefined
      const ask = super.query as unknown as Query
      if (name === undefined) return ask.call(this, config, values, callback)
      const asked = ask.call(this, { name, text: config, values }, callback)
      if (callback !== undefined) return asked
      // A newer version of the server may have changed the tables meanwhile.
      return asked.catch((error: { code?: string }) => {
        if (error.code !== PLAN_IS_OLD) throw error
        return ask.call(this, config, values)
      })
    }) as unknown as pg.Client['query']
  }
}
