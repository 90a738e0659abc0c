// A subscriber of a load: it keeps where it is and in which order everything came, and comes back for ever.
import { overStream, overWebSocket } from './live-load-wires.js'

export const LOAD_QUERY = `subscription Load($after: ChangeCursor) {
  changes(types: [ARTICLE_INGESTED], after: $after) { __typename cursor at ... on ArticleIngested { article { title } } }
}`

/** What passes: the client comes back. Everything else ends it, and the proof. */
const PASSING = ['UNAVAILABLE', 'RATE_LIMITED', 'complete', 0, 429, 503]
const passes = (fault) => PASSING.includes(fault) || (fault >= 1_000 && fault < 2_000)

/** Longest pause before it comes back, in milliseconds. */
const BACK_WITHIN_MS = 500

const CURSOR = '"cursor":"'
const AT = '"at":"'
const TITLE = '"title":"'

let lastCursor = ''
let lastPosition = 0

/** The position that a cursor names; most subscribers ask of the same one. */
function positionOf(cursor) {
  if (cursor === lastCursor) return lastPosition
  lastCursor = cursor
  lastPosition = Number(Buffer.from(cursor, 'base64url').toString('latin1').split(':')[1])
  return lastPosition
}

/** The text that follows a mark up to the next quote, as its bytes are; null where there is none. */
function textAfter(bytes, mark) {
  const from = bytes.indexOf(mark)
  if (from < 0) return null
  return bytes.subarray(from + mark.length, bytes.indexOf('"', from + mark.length))
}

/** A number that depends on all that came, and on its order (FNV-1a). */
export function fold(hash, position, title) {
  let folded = Math.imul(hash ^ position, 16_777_619)
  // By index: an iterator of a long title takes ten times as long, and this is done for every event of everybody.
  for (let index = 0; index < title.length; index++) folded = Math.imul(folded ^ title[index], 16_777_619)
  return folded >>> 0
}

export class Subscriber {
  positions = new Int32Array(1_024)
  count = 0
  hash = 0
  /** Milliseconds from an event's transaction until it was here, where the plan asks for that. */
  waits = []
  connections = 0
  cuts = 0
  /** Why connections ended, with how often. */
  ends = {}
  fatal = null
  /** What a connection brings after its end here counts no more: nobody would read it. */
  #wire = null
  #cursor
  /** What a browser would bring back; it does not look into what it gets. */
  #lastEventId = null
  #stay = Number.POSITIVE_INFINITY
  #coming
  #isOver = false

  /** @param plan `{ url, key, after, transport, cut: { everyMs, forMs } | null, leavesWithin: events | null, timed }` */
  constructor(plan) {
    this.plan = plan
    this.#cursor = plan.after
    this.#connect()
    if (plan.cut !== null) setTimeout(() => this.#beCut(), Math.random() * plan.cut.everyMs)
  }

  /** The last position that came; 0 before the first. */
  get last() {
    return this.count === 0 ? 0 : this.positions[this.count - 1]
  }

  close() {
    this.#isOver = true
    clearTimeout(this.#coming)
    this.#leave()
  }

  #connect() {
    const { url, key, after, transport, leavesWithin } = this.plan
    this.connections++
    if (leavesWithin !== null) this.#stay = 1 + Math.floor(Math.random() * leavesWithin)
    const isHere = () => this.#wire === wire
    const hooks = {
      next: (bytes, id) => isHere() && this.#take(bytes, id),
      position: (id) => {
        if (isHere()) this.#lastEventId = id
      },
      ended: (fault) => {
        if (!isHere()) return
        this.#wire = null
        this.ends[fault] = (this.ends[fault] ?? 0) + 1
        if (passes(fault)) this.#comeBackIn(Math.random() * BACK_WITHIN_MS)
        else this.fatal ??= String(fault)
      },
    }
    const wire =
      transport === 'sse'
        ? overStream({ url, key, query: LOAD_QUERY, after, lastEventId: this.#lastEventId }, hooks)
        : overWebSocket({ url, key, query: LOAD_QUERY, after: this.#cursor }, hooks)
    this.#wire = wire
  }

  #comeBackIn(ms) {
    clearTimeout(this.#coming)
    this.#coming = setTimeout(() => this.#connect(), ms)
  }

  /** Is cut and stays away, and so on at regular intervals. */
  #beCut() {
    if (this.#isOver) return
    const { everyMs, forMs } = this.plan.cut
    this.cuts++
    this.#leave()
    this.#comeBackIn(forMs)
    setTimeout(() => this.#beCut(), everyMs)
  }

  #leave() {
    const wire = this.#wire
    this.#wire = null
    wire?.cut(Math.random() < 0.5)
  }

  #take(bytes, id) {
    const found = textAfter(bytes, CURSOR)
    if (found === null) {
      this.fatal ??= bytes.toString().slice(0, 300)
      return
    }
    const cursor = found.latin1Slice()
    if (id !== undefined && id !== cursor) this.fatal ??= `id ${id} of cursor ${cursor}`
    this.#cursor = cursor
    this.#lastEventId = id ?? null
    const title = textAfter(bytes, TITLE)
    // A Checkpoint is a place, and no event.
    if (title === null) return
    this.#note(positionOf(cursor), title)
    if (this.plan.timed) this.waits.push(Date.now() - Date.parse(textAfter(bytes, AT).latin1Slice()))
    if (--this.#stay > 0) return
    this.#leave()
    this.#connect()
  }

  #note(position, title) {
    if (this.count === this.positions.length) {
      const longer = new Int32Array(this.count * 2)
      longer.set(this.positions)
      this.positions = longer
    }
    this.positions[this.count++] = position
    this.hash = fold(this.hash, position, title)
  }
}
