// Fetches and parses in a process of its own, so that nothing else's memory and loop are measured: is sent the zoo by its
// parent and sends back what it saw.
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fetcher } from '../../dist/src/ingestion/fetch/fetcher.js'
import { ParserPool } from '../../dist/src/ingestion/worker/pool.js'

const TURN_MS = 5

/** Time that this thread has spent computing so far, in ms; on Linux only. */
function computedMs() {
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6
}

/**
 * The longest that anything here waited for its turn: by the clock, and by what this thread computed meanwhile. On a machine
 * with much else to do only the latter is this process's own doing.
 */
function watchLoop() {
  const loop = monitorEventLoopDelay({ resolution: TURN_MS })
  loop.enable()
  let computed = computedMs()
  let longest = 0
  const timer = setInterval(() => {
    const now = computedMs()
    longest = Math.max(longest, now - computed)
    computed = now
  }, TURN_MS)
  return () => {
    loop.disable()
    clearInterval(timer)
    return { clockMs: loop.max / 1e6 - TURN_MS, computedMs: longest }
  }
}

/** The largest resident set from now on, in MB. */
function watchMemory() {
  let most = 0
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss() / 1e6)
  }
  const timer = setInterval(look, 20)
  look()
  return () => {
    clearInterval(timer)
    look()
    return most
  }
}

async function fetchZoo({ hostile, healthy, opened, canaryPort, ca }) {
  // The canary's port is one that may be asked: its address alone keeps everybody away.
  const resolve = async () => ['127.0.0.1']
  const fetcher = new Fetcher({
    userAgent: 'Sila/1.0.0',
    allowPrivate: opened,
    resolve,
    ca,
    ports: [80, 443, canaryPort],
  })
  const pool = new ParserPool()
  const parse = (bytes, contentType) =>
    pool.parse({ bytes, moveBytes: true, contentType, kind: 'auto', url: null, now: Date.now() })
  // As many ordinary feeds first: what they need is the process's everyday size.
  for (let round = 0; round < 5; round++) {
    const answers = hostile.map(() => fetcher.fetch({ url: healthy, purpose: 'feed' }))
    for (const { body } of await Promise.all(answers)) await parse(body, 'text/xml')
  }
  // The same crowd of ordinary feeds, for what the machine and a crowd do to the loop without any harm meant.
  const ordinaryStall = watchLoop()
  for (let round = 0; round < 3; round++) {
    await Promise.all(
      hostile.map(async (_, at) => {
        await sleep(at * 10)
        await fetcher.fetch({ url: healthy, purpose: 'feed' })
      }),
    )
  }
  const ordinary = ordinaryStall()
  globalThis.gc()
  await sleep(500)

  const before = process.memoryUsage.rss() / 1e6
  const mostMemory = watchMemory()
  const stall = watchLoop()
  let running = true
  const polls = []
  const polling = (async () => {
    while (running) {
      const begun = performance.now()
      const { kind } = await fetcher.fetch({ url: healthy, purpose: 'feed' })
      polls.push({ kind, ms: performance.now() - begun })
      await sleep(100)
    }
  })()
  const results = await Promise.all(
    hostile.map(async ({ name, url, parsed }, at) => {
      // One after another, as a poller comes to them; the long ones are all under way together.
      await sleep(at * 10)
      const begun = performance.now()
      const answer = await fetcher.fetch({ url, purpose: 'feed' })
      const fetchMs = performance.now() - begun
      const outcome =
        parsed && answer.kind === 'fresh' ? await parse(answer.body, answer.headers['content-type']) : null
      return {
        name,
        said: answer.code ?? answer.kind,
        reason: answer.reason,
        fetchMs,
        parsed: outcome && (outcome.ok ? `${outcome.payload.articles.length} articles` : outcome.code),
      }
    }),
  )
  running = false
  await polling
  const stalls = stall()
  const growthMb = mostMemory() - before
  await fetcher.close()
  await pool.close()
  return { results, polls, growthMb, stalls, ordinary }
}

process.on('message', async (zoo) => {
  process.send(await fetchZoo(zoo), () => process.disconnect())
})
