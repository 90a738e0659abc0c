import { seededRandom } from '../../src/sample/seeded-random.ts'
import { servedSchema } from './ask-schema.ts'
import type { openFullNewsstand } from './full-newsstand.ts'
import { RandomOperations } from './random-operations.ts'
import { RawSocket } from './raw-socket.ts'
import { StreamReader } from './stream-reader.ts'
import { AS_ADMIN } from './tiny-server.ts'

/** Longer than this no answer may take. */
const HANG_MS = 2_000
/** What would ask the network, or go on after the answer. */
const OUTSIDE = new Set(['feedPreview', 'feedAdd', 'feedRefresh', 'articlesIngest', 'articleWithdraw'])
/** What breaks readers of text, numbers and objects. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  2 ** 31,
  1e308,
  '',
  '\0',
  '\u202Eعكس',
  '\uD800',
  "'; drop table article; --",
  '%s%n{{7*7}}',
  'x'.repeat(20_000),
  [],
  [[[[]]]],
  {},
  { __proto__: 1, constructor: { prototype: 1 } },
  Array.from({ length: 500 }, (_, index) => index),
]
const ODD_TOKENS = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '$',
  '@',
  ':',
  '!',
  '...',
  '"',
  '"""',
  '#',
  '\\u{0}',
  'null',
  'on',
  'fragment',
  'é',
  '\0',
]

/** What was tried, and what should not have come of it. */
export interface FuzzTally {
  seed: string
  asked: number
  answered: number
  refused: number
  slowestMs: number
  faults: string[]
}

type Stand = Awaited<ReturnType<typeof openFullNewsstand>>
/** What was answered: results, or a refusal. */
type Sent = { status: number; bodies: any[] }

/** Asks a server whatever comes to mind, valid or not, by every transport, and notes what it must not answer. */
export async function fuzz(stand: Stand, durationMs: number, maxCost: number): Promise<FuzzTally> {
  const seed = String(Math.random())
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const operations = new RandomOperations({
    schema: servedSchema(),
    words: stand.words,
    random,
    roots: (name) => !OUTSIDE.has(name),
  })
  const tally: FuzzTally = { seed, asked: 0, answered: 0, refused: 0, slowestMs: 0, faults: [] }

  const spoilt = (text: string): string => {
    const at = Math.floor(random() * text.length)
    const length = Math.floor(random() * 12)
    switch (pick(['cut', 'insert', 'repeat', 'swap', 'multiply'])) {
      case 'cut':
        return text.slice(0, at) + text.slice(at + length)
      case 'insert':
        return text.slice(0, at) + pick(ODD_TOKENS) + text.slice(at)
      case 'repeat':
        return text.slice(0, at) + text.slice(at, at + length * 4).repeat(3) + text.slice(at + length * 4)
      case 'swap':
        return text.replace(/\w+/g, (word) => (random() < 0.05 ? pick(['id', 'first', 'Query', 'nodes', 'x']) : word))
      default:
        return text.replace(/: \d+/g, (number) => (random() < 0.5 ? ': 100000' : number))
    }
  }
  const variablesOf = (variables: Record<string, unknown>): unknown => {
    if (random() < 0.03) return pick(ODD_VALUES)
    const entries = Object.entries(variables).map(([name, value]) => [name, random() < 0.15 ? pick(ODD_VALUES) : value])
    return Object.fromEntries(entries)
  }

  for (const end = performance.now() + durationMs; performance.now() < end; ) {
    const operation = pick(['query', 'query', 'query', 'query', 'query', 'query', 'mutation', 'subscription'] as const)
    const whole = operations.next(operation)
    const query = random() < 0.3 ? spoilt(whole.query) : whole.query
    const ask = { query, variables: variablesOf(whole.variables), ...(random() < 0.03 && { extensions: { x: 1 } }) }
    const headers: Record<string, string> = random() < 0.5 ? { ...AS_ADMIN } : {}
    const [name, send] = pick(Object.entries(TRANSPORTS))
    const note = (what: string) =>
      tally.faults.push(`${what}: ${name} ${JSON.stringify({ ask, ...headers }).slice(0, 3_000)}`)
    const began = performance.now()
    tally.asked++
    try {
      // A subscription may have nothing to tell.
      const waitMs = operation === 'subscription' ? 200 : 10 * HANG_MS
      const { status, bodies } = await send(stand.server.url, ask, headers, waitMs)
      if (status >= 500) note(`status ${status}`)
      for (const body of bodies) {
        if (body?.data === undefined) tally.refused++
        else tally.answered++
        const code = body?.errors?.find((error: any) => /INTERNAL|UNAVAILABLE/.test(error.extensions?.code))
        if (code) note(JSON.stringify(code))
        if (/Did you mean|\.ts:|node_modules|select .* from/i.test(JSON.stringify(body?.errors ?? '')))
          note('tells too much')
        if (body?.data && !(body.extensions?.cost?.requested <= maxCost)) note('was not paid for')
      }
    } catch (error) {
      note(String(error))
    }
    const took = performance.now() - began
    tally.slowestMs = Math.max(tally.slowestMs, Math.round(took))
    if (took > HANG_MS) note(`took ${took} ms`)
  }
  return tally
}

type Send = (url: string, ask: object, headers: Record<string, string>, waitMs: number) => Promise<Sent>

async function within(ms: number, holds: () => boolean): Promise<void> {
  for (const end = performance.now() + ms; !holds() && performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The ways to ask, each of which gives what was answered. */
export const TRANSPORTS: Readonly<Record<string, Send>> = {
  async POST(url, ask, headers) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(ask),
    })
    return { status: response.status, bodies: [await response.json()] }
  },
  async GET(url, ask, headers) {
    const parameters = Object.entries(ask).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    const address = `${url}/graphql?${new URLSearchParams(parameters)}`
    // Beyond that it is the head of the request that is too long.
    if (address.length > 12_000) return { status: 431, bodies: [] }
    const response = await fetch(address, { headers })
    return { status: response.status, bodies: [await response.json()] }
  },
  async SSE(url, ask, headers, waitMs) {
    const reader = await StreamReader.open(url, { ...(ask as { query: string }), headers })
    if (reader.response.statusCode !== 200) {
      const { text, status } = await reader.end()
      return { status, bodies: [JSON.parse(text)] }
    }
    await within(waitMs, () => reader.ended || reader.events.length > 0)
    reader.leave()
    const bodies = reader.events.filter(({ event }) => event === 'next').map(({ data }) => data)
    return { status: 200, bodies }
  },
  async WebSocket(url, ask, headers, waitMs) {
    const socket = await RawSocket.open(url)
    try {
      socket.say({ type: 'connection_init', payload: headers })
      await socket.until(() => socket.messages.length > 0)
      socket.say({ id: '1', type: 'subscribe', payload: ask })
      await within(waitMs, () => socket.messages.length > 1 || socket.closeCode !== undefined)
      if (socket.closeCode === 4500 || socket.closeCode === 1011) return { status: 500, bodies: [] }
      const bodies = socket.messages
        .slice(1)
        .map(({ type, payload }) => (type === 'error' ? { errors: payload } : payload))
      return { status: 200, bodies: bodies.filter((body) => body !== undefined) }
    } finally {
      socket.destroy()
    }
  },
}
