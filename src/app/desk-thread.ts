import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { messageOf } from '../errors.ts'
import { isTracing } from '../ops/spans.ts'
import type { BatchEar, DeskConfig, DeskLog } from './open-desk.ts'
import type { OpenStore } from './open-store.ts'

/** What the thread of a desk is given to begin with. */
export interface DeskTask {
  url: string
  config: DeskConfig
  /** Whether its batches are traced. */
  isTraced: boolean
}

/** What it says: lines for the log of the process, and what it did. */
export type FromDesk =
  | { level: keyof DeskLog; fields: object; event: string }
  | { outcomes: Readonly<Record<string, number>>; seconds: number }

/** Who hears of it. */
export interface DeskEars {
  batch: BatchEar
  /** Whether the desk of this process writes the record. */
  holds(isHolder: boolean): void
}

/** Whether it holds the lease after what it says. */
const HOLDS: Readonly<Record<string, boolean>> = {
  'desk.took-over': true,
  'desk.standing-by': false,
  'desk.lease-lost': false,
}
/** Before a thread that ended by itself is followed by another. */
const RESTART_MS = 1_000

/**
 * The thread's file. A thread is plain Node.js, which cannot run the sources: where this module is a source itself (tests),
 * it is the compiled one of the last build.
 */
function threadFile(): string {
  const path = import.meta.url.endsWith('.js') ? './desk-in-thread.js' : '../../dist/src/app/desk-in-thread.js'
  return fileURLToPath(new URL(path, import.meta.url))
}

/**
 * A desk at work in a thread of its own: a batch of it takes some hundred milliseconds of thinking without a pause, for which
 * nobody who is served by this process waits. A thread that fails is told of and followed by another, which decides the same.
 */
export function openDeskThread(
  { url }: Pick<OpenStore, 'url'>,
  { changesKeptSeconds, changesMax, eventsUrl }: DeskConfig,
  log: DeskLog,
  ears?: DeskEars,
): { close(): Promise<void> } {
  const config: DeskConfig = {
    changesKeptSeconds,
    ...(changesMax !== undefined && { changesMax }),
    ...(eventsUrl !== undefined && { eventsUrl }),
  }
  const task: DeskTask = { url, config, isTraced: isTracing() }
  let closing = false
  let restart: NodeJS.Timeout | undefined
  let thread = start()

  function start(): { worker: Worker; gone: Promise<void> } {
    const worker = new Worker(threadFile(), { workerData: task, name: 'desk' })
    worker.on('message', (said: FromDesk) => hear(said))
    worker.on('error', (error) => log.warn({ error: messageOf(error) }, 'desk.thread-failed'))
    const gone = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        resolve()
        ears?.holds(false)
        if (!closing) restart = setTimeout(() => (thread = start()), RESTART_MS)
      })
    })
    return { worker, gone }
  }

  function hear(said: FromDesk): void {
    if ('outcomes' in said) {
      ears?.batch(said.outcomes, said.seconds)
      return
    }
    const { level, fields, event } = said
    log[level](fields, event)
    const holds = HOLDS[event]
    if (holds !== undefined) ears?.holds(holds)
  }

  return {
    async close() {
      closing = true
      clearTimeout(restart)
      thread.worker.postMessage('close')
      await thread.gone
    },
  }
}
