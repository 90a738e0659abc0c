import { parentPort, workerData } from 'node:worker_threads'
import { traceIds } from '../ops/spans.ts'
import type { DeskTask, FromDesk } from './desk-thread.ts'
import type { DeskLog } from './open-desk.ts'

// The desk's own side of its thread: works until it is told to close.
const { url, config, isTraced } = workerData as DeskTask
const parent = parentPort!
const closed = new Promise((resolve) => parent.once('message', resolve))
const say = (level: keyof DeskLog) => (fields: object, event: string) =>
  parent.postMessage({ level, fields: { ...fields, ...traceIds() }, event } satisfies FromDesk)
const tracing = isTraced
  ? (await import('../ops/tracing.ts')).startTracing((error) => say('warn')({ error }, 'traces.failed'))
  : null
// Loaded after what wraps it.
const [{ connect }, { Listener }, { openDesk }] = await Promise.all([
  import('../stores/database.ts'),
  import('../stores/listener.ts'),
  import('./open-desk.ts'),
])
const database = await connect(url)
const listener = new Listener(url, say('warn'))
try {
  const log = { info: say('info'), warn: say('warn') }
  const desk = openDesk({ database, listener }, config, log, undefined, (outcomes, seconds) =>
    parent.postMessage({ outcomes, seconds } satisfies FromDesk),
  )
  await closed
  await desk.close()
} finally {
  await listener.close()
  await database.destroy()
  await tracing?.close()
}
