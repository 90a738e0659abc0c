import { type ClientRequest, type IncomingMessage, request } from 'node:http'

/** An event of a stream as a browser dispatches it; `id` is the last id that was sent by then. */
export interface StreamEvent {
  event: string
  id: string
  data: any
}

export interface StreamAsk {
  query?: string
  documentId?: string
  variables?: unknown
  operationName?: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  path?: string
}

/** A reader of GraphQL over SSE that follows the rules of the HTML standard for interpreting an event stream. */
export class StreamReader {
  readonly events: StreamEvent[] = []
  /** Lines that are comments. */
  comments = 0
  /** What a browser would send as Last-Event-ID. */
  lastEventId = ''
  /** Everything as it came. */
  text = ''
  ended = false
  #line = ''
  #event = ''
  #data: string[] = []
  #id = ''

  private constructor(
    readonly response: IncomingMessage,
    private readonly sent: ClientRequest,
  ) {
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => this.#take(chunk))
    response.on('error', () => {})
    response.on('close', () => {
      this.ended = true
    })
  }

  /** Asks, and comes back with the head of the answer. */
  static async open(url: string, { method = 'POST', headers = {}, path = '/graphql/stream', ...ask }: StreamAsk) {
    const { query, documentId, variables, operationName } = ask
    const address = new URL(path, url)
    const isGet = method === 'GET'
    if (isGet) {
      if (documentId !== undefined) address.searchParams.set('documentId', documentId)
      if (query !== undefined) address.searchParams.set('query', query)
      if (variables !== undefined) address.searchParams.set('variables', JSON.stringify(variables))
      if (operationName !== undefined) address.searchParams.set('operationName', operationName)
    }
    const common = { accept: 'text/event-stream', ...(isGet ? {} : { 'content-type': 'application/json' }) }
    const sent = request(address, { method, headers: { ...common, ...headers }, agent: false })
    const response = new Promise<IncomingMessage>((resolve, reject) => sent.on('response', resolve).on('error', reject))
    sent.end(isGet ? undefined : JSON.stringify(ask))
    return new StreamReader(await response, sent)
  }

  get status(): number {
    return this.response.statusCode!
  }

  /** The data of the events `next`. */
  get results(): any[] {
    return this.events.filter(({ event }) => event === 'next').map(({ data }) => data)
  }

  /** Waits for the end of the answer. */
  async end(): Promise<this> {
    if (!this.ended) await new Promise((resolve) => this.response.once('close', resolve))
    return this
  }

  /** Ends the connection without a word. */
  leave(): void {
    this.sent.destroy()
  }

  #take(chunk: string): void {
    this.text += chunk
    const lines = (this.#line + chunk).split('\n')
    this.#line = lines.pop()!
    for (const line of lines) this.#read(line)
  }

  #read(line: string): void {
    const [, name, value] = /^([^:]*)(?:: ?)?(.*)$/.exec(line)!
    if (line === '') this.#dispatch()
    else if (name === '') this.comments++
    else if (name === 'event') this.#event = value!
    else if (name === 'data') this.#data.push(value!)
    else if (name === 'id') this.#id = value!
  }

  #dispatch(): void {
    this.lastEventId = this.#id
    if (this.#data.length > 0) {
      const data = this.#data.join('\n')
      this.events.push({ event: this.#event, id: this.lastEventId, data: data === '' ? null : JSON.parse(data) })
    }
    this.#event = ''
    this.#data = []
  }
}
