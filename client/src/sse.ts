import { createParser } from 'eventsource-parser'
import { Fault, faultOfErrors, SilaError } from './failure.ts'
import { post } from './http.ts'
import type { Key } from './key.ts'
import { SilenceWatch } from './silence-watch.ts'
import type { Answer, Operation, Receiver, Transport } from './transport.ts'

/** The server says every 15 s that it lives; a stream that is silent for so long is dead. */
const SILENCE_MS = 45_000

export interface SseOptions {
  /** The address of the streams. */
  readonly url: string
  readonly key: Key
  readonly fetch: typeof fetch
}

/** GraphQL over SSE, a request for each operation, read with fetch so that the key travels in a header. */
export class SseTransport implements Transport {
  constructor(readonly options: SseOptions) {}

  async run(operation: Operation, receiver: Receiver, signal: AbortSignal): Promise<void> {
    const stop = new AbortController()
    const abort = () => stop.abort()
    signal.addEventListener('abort', abort)
    try {
      if (signal.aborted) return
      await this.options.key.use((authorization) => this.#read(operation, receiver, authorization, stop))
    } catch (fault) {
      if (!signal.aborted) throw fault
    } finally {
      signal.removeEventListener('abort', abort)
      stop.abort()
    }
  }

  /** Nothing stays open. */
  close(): void {}

  async #read(operation: Operation, receiver: Receiver, authorization: string | undefined, stop: AbortController) {
    const { url, fetch } = this.options
    const { signal } = stop
    const watch = new SilenceWatch(SILENCE_MS, () => stop.abort(passing('Nothing was heard for too long')))
    try {
      const response = await post(operation, { url, fetch, accept: 'text/event-stream', authorization, signal })
      if (response.body === null || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
        throw new Fault('final', new SilaError('INTERNAL', 'The server answered with something else than events'))
      }
      receiver.opened()
      let completed = false
      const parser = createParser({
        onEvent({ event, id, data }) {
          if (event === 'complete') completed = true
          if (event !== 'next') return
          const answer = JSON.parse(data) as Answer
          if (answer.data === undefined) throw faultOfErrors(answer.errors ?? [])
          receiver.next(answer, id)
        },
      })
      const reader = response.body.getReader()
      const decoder = new TextDecoder()
      while (!completed && !signal.aborted) {
        const { done, value } = await reader.read()
        if (done) throw passing('The stream broke off')
        watch.heard()
        parser.feed(decoder.decode(value, { stream: true }))
      }
    } finally {
      watch.end()
    }
  }
}

const passing = (message: string) => new Fault('passing', new SilaError('UNAVAILABLE', message))
