import { openRecordWatch } from '../../src/app/open-record-watch.ts'
import type { Config } from '../../src/config.ts'
import type { ServerOptions } from '../../src/gateway/server.ts'
import { connect } from '../../src/stores/database.ts'
import type { RecordWatch } from '../../src/stores/record-watch.ts'
import { servedSchema } from './ask-schema.ts'
import { countStatements } from './count-statements.ts'
import { openReadingRoom, type ReadingRoom } from './reading-room.ts'

/** What came over HTTP, and the statements that the server sent for it. */
export interface Answered {
  status: number
  headers: Headers
  text: string
  statements: string[]
}

/** A desk, and a server that keeps its answers; what looks at the record has connections of its own. */
export interface CachedRoom extends ReadingRoom {
  watch: RecordWatch
  post(query: string, variables?: object, headers?: Record<string, string>): Promise<Answered>
  get(query: string, headers?: Record<string, string>, variables?: object): Promise<Answered>
}

export async function openCachedRoom(
  settings: Partial<Config> = {},
  more: Partial<ServerOptions> = {},
): Promise<CachedRoom> {
  let watch: RecordWatch | undefined
  const recordWatch: ServerOptions['recordWatch'] = {
    get version() {
      return watch?.version ?? null
    },
    changed: () => watch?.changed(),
  }
  const reading = await openReadingRoom(settings, { schema: servedSchema(), recordWatch, ...more })
  const own = await connect(reading.room.url, { poolSize: 1 })
  const opened = openRecordWatch(own, reading.room.listener)
  watch = opened.watch
  const fetched = async (url: string, init: RequestInit): Promise<Answered> => {
    const { result, statements } = await countStatements(reading.db, async () => {
      const response = await fetch(url, init)
      return { status: response.status, headers: response.headers, text: await response.text() }
    })
    return { ...result, statements }
  }
  const url = `${reading.server.url}/graphql`
  return {
    ...reading,
    watch,
    post: (query, variables = {}, headers = {}) =>
      fetched(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    get: (query, headers = {}, variables = {}) =>
      fetched(`${url}?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`, { headers }),
    async close() {
      opened.close()
      await reading.close()
      await own.destroy()
    },
  }
}
