import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Departures } from './departures.ts'

/** Whom nobody has asked for so long is asked by nobody any more. */
const QUIET_MS = 1_000
/** Who asks there is no client, and goes on asking. */
const PROBES = /^\/(healthz|readyz|metrics)(\?|$)/

/**
 * Answers of a closing server end their connection, so that whoever keeps one asks elsewhere next time; and as long as somebody still asks, the
 * server goes on answering: balancers find out only after a while that it is not ready.
 */
export class LastRequests {
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(
    app: FastifyInstance,
    departures: Departures,
    private readonly now: () => number = () => performance.now(),
  ) {
    app.addHook('onRequest', (request, reply, done) => {
      if (!PROBES.test(request.url)) this.#askedAt = this.now()
      if (departures.begun) reply.header('connection', 'close')
      done()
    })
  }

  /** Comes back when nobody has asked for a second, and at a moment of the clock at the latest. */
  async ended(latest: number): Promise<void> {
    for (;;) {
      const now = this.now()
      const left = Math.min(this.#askedAt + QUIET_MS, latest) - now
      if (left <= 0) return
      await sleep(left)
    }
  }
}
