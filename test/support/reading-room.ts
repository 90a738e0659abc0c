import type { DataSource } from 'typeorm'
import { connect } from '../../src/stores/database.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { contextOver } from './ask-schema.ts'
import { DeskRoom } from './desk-room.ts'
import { startTinyServer, type TinyServer } from './tiny-server.ts'

type Terms = Parameters<typeof startTinyServer>

/** A desk, and a server of what it publishes. */
export interface ReadingRoom {
  room: DeskRoom
  server: TinyServer
  /** The server's own connections: what it asks is not mixed with what the desk does. */
  db: DataSource
  close(): Promise<void>
}

export async function openReadingRoom(settings: Terms[0] = {}, more: Terms[2] = {}): Promise<ReadingRoom> {
  const room = await DeskRoom.open()
  const db = await connect(room.url, { poolSize: 5 })
  const server = await startTinyServer(settings, undefined, {
    contextOf: ({ signal, live, ...request }) => ({ ...contextOver(db, signal), ...request }),
    keys: new KeyStore(db.manager),
    ...more,
  })
  return {
    room,
    server,
    db,
    async close() {
      await server.close()
      await db.destroy()
      await room.close()
    },
  }
}
