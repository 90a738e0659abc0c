// The subscribers of a load, in a process of their own: forked, it does what it is asked, `[number, name, argument]`, and ends with its parent.
import { setTimeout as sleep } from 'node:timers/promises'
import { fold, LOAD_QUERY, Subscriber } from './live-load-subscriber.js'
import { overWebSocket } from './live-load-wires.js'

/** Subscribers that come at the same moment. */
const AT_ONCE = 50

/** Subscribers by the name of their group. */
const groups = new Map()
const of = (name) => (name === undefined ? [...groups.values()].flat() : groups.get(name))

const commands = {
  /** Adds `count` subscribers of a plan; with transport `both`, every other one by SSE. */
  async add({ name, count, ...plan }) {
    const group = groups.get(name) ?? []
    groups.set(name, group)
    for (let index = 0; index < count; index++) {
      const transport = plan.transport === 'both' ? ['websocket', 'sse'][index % 2] : plan.transport
      group.push(new Subscriber({ cut: null, leavesWithin: null, timed: false, ...plan, transport }))
      if (index % AT_ONCE === AT_ONCE - 1) await sleep(100)
    }
  },
  /** How many have come to a position, and why somebody is at an end. */
  reached({ name, position }) {
    const all = of(name)
    const isFatal = all.some(({ fatal }) => fatal !== null)
    return { here: all.filter(({ last }) => last >= position).length, all: all.length, isFatal }
  },
  /** Compares what came with what the log says: its positions in order, and their titles. */
  check({ name, positions, titles }) {
    const report = { subscribers: 0, expected: positions.length, delivered: 0, lost: 0, twice: 0, disordered: 0 }
    Object.assign(report, { otherwise: 0, connections: 0, cuts: 0, ends: {}, fatal: [] })
    const hash = positions.reduce((hash, position, index) => fold(hash, position, Buffer.from(titles[index])), 0)
    for (const subscriber of of(name)) {
      const came = subscriber.positions.subarray(0, subscriber.count)
      const distinct = new Set(came)
      report.subscribers++
      report.delivered += positions.filter((position) => distinct.has(position)).length
      report.lost += positions.filter((position) => !distinct.has(position)).length
      report.twice += came.length - distinct.size
      report.disordered += came.filter((position, index) => index > 0 && position < came[index - 1]).length
      // Also where the right places came with other contents, or with places that the log does not have.
      if (subscriber.hash !== hash) report.otherwise++
      report.connections += subscriber.connections
      report.cuts += subscriber.cuts
      for (const [end, times] of Object.entries(subscriber.ends)) report.ends[end] = (report.ends[end] ?? 0) + times
      if (subscriber.fatal !== null) report.fatal.push(subscriber.fatal)
    }
    return report
  },
  /** Every wait of a group since it was asked last, in milliseconds, in ascending order. */
  waits({ name }) {
    return of(name)
      .flatMap((subscriber) => subscriber.waits.splice(0))
      .sort((a, b) => a - b)
  },
  /** A socket that subscribes and then takes nothing for so long; then it takes what is left, until it is closed or quiet. */
  async stall({ url, key, after, ms, quietMs }) {
    let events = 0
    let last = after
    let code = null
    let heardAt = 0
    const { socket, cut } = overWebSocket(
      { url, key, query: LOAD_QUERY, after },
      {
        next(bytes) {
          heardAt = Date.now()
          last = /"cursor":"([^"]+)"/.exec(bytes)[1]
          if (bytes.includes('"title"') && ++events === 1) socket.pause()
        },
        ended: (fault) => {
          code = fault
        },
      },
    )
    while (events === 0 && code === null) await sleep(10)
    await sleep(ms)
    socket.resume()
    heardAt = Date.now()
    while (code === null && Date.now() - heardAt < quietMs) await sleep(10)
    cut(false)
    return { code, events, last }
  },
  close({ name }) {
    for (const subscriber of of(name)) subscriber.close()
    if (name === undefined) groups.clear()
    else groups.delete(name)
  },
}

process.on('disconnect', () => process.exit())
process.on('message', async ([number, name, argument]) => {
  try {
    process.send([number, (await commands[name](argument)) ?? null, null])
  } catch (error) {
    process.send([number, null, String(error)])
  }
})
