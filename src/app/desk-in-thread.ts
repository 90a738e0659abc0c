import { parentPort, workerData } from 'node:worker_threads'
import { connect } from '../stores/database.ts'
import { Listener } from '../stores/listener.ts'
import type { DeskTask, FromDesk } from './desk-thread.ts'
import { openDesk } from './open-desk.ts'

// The desk's own side of its thread: works until it is told to close.
const { url, config } = workerData as DeskTask
const parent = parentPort!
const closed = new Promise((resolve) => parent.once('message', resolve))
const say = (level: FromDesk['level']) => (fields: object, event: string) =>
  parent.postMessage({ level, fields, event } satisfies FromDesk)
const database = await connect(url)
const listener = new Listener(url, say('warn'))
try {
  const desk = openDesk({ database, listener }, config, { info: say('info'), warn: say('warn') })
  await closed
  await desk.close()
} finally {
  await listener.close()
  await database.destroy()
}
