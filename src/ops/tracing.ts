import { context, DiagLogLevel, diag, isSpanContextValid, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { messageOf } from '../errors.ts'
import { traceWith } from './spans.ts'
import { version } from './version.ts'

/** A collector that is away is told of so often. */
const TOLD_EVERY_MS = 60_000
/** What is still to be sent when a process ends gets so long. */
const LAST_MS = 2_000
/** Asked every few seconds by machines. */
const PROBES = /^\/(healthz|readyz|metrics)(\?|$)/

/**
 * Traces this thread from now on: requests over HTTP, statements, and what `traced` wraps. Spans go by OTLP over HTTP where
 * OTEL_EXPORTER_OTLP_ENDPOINT says; name, attributes, headers and sampling come from the other OTEL_ settings, which OpenTelemetry reads itself. It
 * has to be called before Fastify and pg are loaded: they are wrapped while they load.
 * @param failed hears, once a minute at most, that traces do not arrive
 */
export function startTracing(failed: (message: string) => void): { close(): Promise<void> } {
  let toldAt = Number.NEGATIVE_INFINITY
  const tell = (message: string): void => {
    if (performance.now() - toldAt < TOLD_EVERY_MS) return
    toldAt = performance.now()
    failed(message)
  }
  const ignored = (): void => {}
  diag.setLogger({ error: tell, warn: tell, info: ignored, debug: ignored, verbose: ignored }, DiagLogLevel.WARN)
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'sila', 'service.version': version() }))
    .merge(detectResources({ detectors: [envDetector] }))
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  })
  provider.register()
  const unhook = registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [
      new HttpInstrumentation({
        // Publishers and receivers are told nothing of our traces.
        disableOutgoingRequestInstrumentation: true,
        ignoreIncomingRequestHook: ({ url }) => PROBES.test(url ?? ''),
      }),
      // What looks by itself once a second is nobody's request.
      new PgInstrumentation({ requireParentSpan: true, enhancedDatabaseReporting: false }),
    ],
  })
  const tracer = provider.getTracer('sila', version())
  traceWith({
    run: (name, attributes, work) =>
      tracer.startActiveSpan(name, { kind: SpanKind.INTERNAL, attributes }, async (span) => {
        try {
          return await work()
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) })
          throw error
        } finally {
          span.end()
        }
      }),
    note(attributes, name) {
      const span = trace.getSpan(context.active())
      span?.setAttributes(attributes)
      if (name !== undefined) span?.updateName(name)
    },
    ids() {
      const at = trace.getSpan(context.active())?.spanContext()
      return at !== undefined && isSpanContextValid(at) ? { trace_id: at.traceId, span_id: at.spanId } : null
    },
  })
  return {
    async close() {
      traceWith(null)
      unhook()
      const sent = provider.shutdown().catch(() => {})
      // A collector that is away must not hold up the end.
      await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, LAST_MS).unref())])
    },
  }
}
