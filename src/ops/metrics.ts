import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** The value of each label of a metric, by its name. */
export type Labels = Readonly<Record<string, string>>
/** What a gauge reads: a number, one for each of some labels, or null of what is not known now. */
export type Reading = number | null | readonly (readonly [labels: Labels, value: number])[]

/** Seconds of what is waited for by people and programs: from a kept answer to an operation that is cut off. */
export const WAITING_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Of Node.js itself, which a process has once, however many servers are in it. */
let ofProcess: Registry | null = null

function processMetrics(): Registry {
  if (ofProcess === null) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

/**
 * What a server counts and measures, in the text format of Prometheus. Names are `sila_<thing>_<unit>`; a label has few values, whoever
 * asks. What others count already is read when somebody looks, and costs nothing in between.
 */
export class Metrics {
  readonly #registry = new Registry()

  constructor() {
    processMetrics()
  }

  /** The media type of `text`. */
  get contentType(): string {
    return this.#registry.contentType
  }

  /** Something that only grows. Gives what adds to it. */
  counter(name: string, help: string, labelNames: readonly string[] = []): (labels?: Labels, by?: number) => void {
    const counter = new Counter({ name, help, labelNames, registers: [this.#registry] })
    return (labels = {}, by = 1) => counter.inc(labels, by)
  }

  /**
   * How values are spread over buckets, given by their upper bounds. Gives what takes a value.
   * @param known labels that are told from the beginning, with nothing in them
   */
  histogram(
    name: string,
    help: string,
    labelNames: readonly string[],
    buckets: readonly number[],
    known: readonly Labels[] = [],
  ): (labels: Labels, value: number) => void {
    const histogram = new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [this.#registry] })
    for (const labels of known) histogram.zero(labels)
    return (labels, value) => histogram.observe(labels, value)
  }

  /** Something that goes up and down, read when somebody looks. What cannot be read then is left out. */
  gauge(name: string, help: string, read: () => Reading | Promise<Reading>, labelNames: readonly string[] = []): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      async collect() {
        const reading = await Promise.resolve()
          .then(read)
          .catch(() => null)
        this.reset()
        if (typeof reading === 'number') this.set(reading)
        // Where there are no labels `reset` leaves a zero, which would be a lie.
        else if (labelNames.length === 0) this.remove()
        else for (const [labels, value] of reading ?? []) this.set(labels, value)
      },
    })
  }

  /** As `gauge`, of what only grows: what somebody else counts. */
  counted(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }

  /** Everything as it is now. */
  async text(): Promise<string> {
    const [process, own] = await Promise.all([processMetrics().metrics(), this.#registry.metrics()])
    return `${process}\n${own}`
  }
}
