/** What a span says of itself; never texts of clients or values of statements. */
type SpanFields = Readonly<Record<string, string | number | boolean>>

/** What traces, where something does. */
interface Tracing {
  run<T>(name: string, fields: SpanFields, work: () => Promise<T>): Promise<T>
  /** Says more of the span that is under way here. */
  note(fields: SpanFields, name?: string): void
  /** The ids of the span that is under way here, as logs bear them. */
  ids(): { trace_id: string; span_id: string } | null
}

let tracing: Tracing | null = null

/** From now on spans go there. */
export function traceWith(own: Tracing | null): void {
  tracing = own
}

/** Whether anything is traced. */
export const isTracing = (): boolean => tracing !== null

/** Does work as a span of its own; where nothing is traced it is just done. */
export const traced = <T>(name: string, fields: SpanFields, work: () => Promise<T>): Promise<T> =>
  tracing === null ? work() : tracing.run(name, fields, work)

/** Says more of the span that is under way here, and renames it. */
export const noteSpan = (fields: SpanFields, name?: string): void => tracing?.note(fields, name)

/** For a line of the log. */
export const traceIds = (): object => tracing?.ids() ?? {}
