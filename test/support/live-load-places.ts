import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { connect, migrate } from '../../src/stores/database.ts'
import { openTestDatabase } from './database.ts'
import { ADMIN_KEY, deploy, Node } from './live-nodes.ts'
import { OwnNats } from './own-nats.ts'
import { OwnPostgres } from './own-postgres.ts'

/** A deployment that is published to and subscribed to. */
export interface LivePlace {
  /** The address of its API, without a path. */
  url: string
  key: string
  database: DataSource
  databaseUrl: string
  /** What befalls it within some time, beside what befalls its subscribers; says what that was. */
  disturb(ms: number): Promise<object>
  close(): Promise<void>
}

/** The address of a node's API, without a path. */
export const urlOf = (node: Node): string => `http://127.0.0.1:${node.port}`

/** Processes of some roles on a database, in this order. */
async function openNodes(
  databaseUrl: string,
  roles: readonly string[],
  own: Record<string, string> = {},
): Promise<{ nodes: Node[]; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'sila-load-'))
  const settings = {
    DATABASE_URL: databaseUrl,
    SILA_DATA_DIR: folder,
    SILA_SAMPLE: 'off',
    SILA_ADMIN_KEY: ADMIN_KEY,
    SILA_LOG_LEVEL: 'warn',
    ...own,
  }
  const nodes: Node[] = []
  for (const role of roles) nodes.push(await Node.start(role, settings))
  return {
    nodes,
    async close() {
      for (const node of nodes) await node.end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function openQuietly(
  roles: readonly string[],
  settings: Record<string, string> = {},
): Promise<LivePlace & { nodes: Node[] }> {
  const database = await openTestDatabase()
  const { nodes, close } = await openNodes(database.url, roles, settings)
  return {
    url: urlOf(nodes[0]!),
    nodes,
    key: ADMIN_KEY,
    database: database.db,
    databaseUrl: database.url,
    async disturb(ms) {
      await sleep(ms)
      return {}
    },
    async close() {
      await close()
      await database.close()
    },
  }
}

/** One node and a desk, left alone. */
export const openCalmPlace = (): Promise<LivePlace> => openQuietly(['api', 'desk'])

/** Nodes without a desk, with settings of their own. */
export const openApiPlace = (count = 1, settings: Record<string, string> = {}) =>
  openQuietly(Array<string>(count).fill('api'), settings)

/** One node that is killed so often, on a PostgreSQL that is restarted so often, after a crash too. */
export async function openKilledPlace(kills: number, restarts: number): Promise<LivePlace> {
  const server = await OwnPostgres.start()
  const database = await connect(server.url, { poolSize: 2 })
  await migrate(database)
  const { nodes, close } = await openNodes(server.url, ['api', 'desk'])
  const api = nodes[0]!

  const kill = async (): Promise<void> => {
    await api.end('SIGKILL')
    await api.begin()
  }
  const restart = async (index: number): Promise<void> => {
    await server.stop(index % 2 === 0 ? 'immediate' : 'fast')
    await sleep(500)
    await server.begin()
  }
  return {
    url: urlOf(api),
    key: ADMIN_KEY,
    database,
    databaseUrl: server.url,
    async disturb(ms) {
      // Each kind at its own pace, so that they fall together in every way.
      const spread = async (times: number, blow: (index: number) => Promise<void>) => {
        const began = Date.now()
        for (let index = 0; index < times; index++) {
          await sleep(Math.max(0, began + ((index + Math.random()) * ms) / times - Date.now()))
          await blow(index)
        }
      }
      await Promise.all([spread(kills, kill), spread(restarts, restart), sleep(ms)])
      return { kills, restarts }
    },
    async close() {
      await close()
      await database.destroy().catch(() => {})
      await server.close()
    },
  }
}

/** Two nodes behind one address that tail JetStream, of which each restarts, and NATS too, once without its data. */
export async function openShiftingPlace(): Promise<LivePlace> {
  const database = await openTestDatabase()
  const nats = await OwnNats.start()
  const deployment = await deploy(database, nats.url, '3s')
  return {
    url: deployment.url.replace(/\/graphql$/, ''),
    key: ADMIN_KEY,
    database: database.db,
    databaseUrl: database.url,
    async disturb(ms) {
      const over = sleep(ms)
      const pause = () => sleep(ms / 12)
      const [first, second] = deployment.nodes
      await pause()
      await first.end('SIGTERM')
      await first.begin()
      await pause()
      await nats.kill()
      await pause()
      await nats.begin()
      await second.end('SIGKILL')
      await second.begin()
      await pause()
      await nats.kill()
      nats.wipe()
      await nats.begin()
      await over
      return { restarts: 2, natsRestarts: 2 }
    },
    async close() {
      await deployment.close()
      await nats.close()
      await database.close()
    },
  }
}
