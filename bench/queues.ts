import type { Random } from '../src/sample/seeded-random.ts'

/** A place where requests wait, in the order in which they come, for one of some servers. */
export interface Station {
  servers: number
  /** Seconds of a server that a request takes on average; how long one takes is exponential about it. */
  mean: number
}

/** Requests of one simulation, and those at its beginning that are not counted: the stations are empty then. */
const REQUESTS = 80_000
const WARM = 4_000
/** Steps of the search for a rate: each halves what is not known of it. */
const HALVINGS = 12

/** Seconds under which 99 of 100 requests pass through stations one after the other, where so many a second come at random. */
export function p99Of(stations: readonly Station[], rate: number, random: Random): number {
  const exponential = (mean: number): number => -mean * Math.log(1 - random())
  let clock = 0
  const requests = Array.from({ length: REQUESTS }, () => {
    clock += exponential(1 / rate)
    return { arrived: clock, at: clock }
  })
  for (const { servers, mean } of stations) {
    const free = new Float64Array(servers)
    // Those who come from several servers have overtaken each other.
    for (const request of requests.toSorted((one, other) => one.at - other.at)) {
      let first = 0
      for (let server = 1; server < servers; server++) if (free[server]! < free[first]!) first = server
      request.at = Math.max(request.at, free[first]!) + exponential(mean)
      free[first] = request.at
    }
  }
  const times = requests.slice(WARM).map(({ arrived, at }) => at - arrived)
  times.sort((one, other) => one - other)
  return times[Math.floor(times.length * 0.99)]!
}

/** The most requests a second at which 99 of 100 take no longer than so many seconds. */
export function carriedBy(stations: readonly Station[], seconds: number, randomOf: () => Random): number {
  let [low, high] = [0, Math.min(...stations.map(({ servers, mean }) => servers / mean))]
  for (let halving = 0; halving < HALVINGS; halving++) {
    const rate = (low + high) / 2
    if (p99Of(stations, rate, randomOf()) <= seconds) low = rate
    else high = rate
  }
  return low
}
