import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

const compress = promisify(gzip)
const unpack = promisify(gunzip)
/** Text packs nearly as small as at the usual 6, in half the time. */
const LEVEL = 3

/** A payload as it came. */
export interface KeptPayload {
  bytes: Buffer
  origin: string
  mediaType: string | null
  receivedAt: Date
}

/** Payloads as they came, once each. */
export class RawPayloadStore {
  constructor(private readonly manager: EntityManager) {}

  /** Keeps a payload; the same bytes again are the same row. Gives its id. */
  async keep(payload: {
    bytes: Uint8Array
    origin: string
    mediaType: string | null
    headers?: Record<string, string>
  }): Promise<string> {
    const sha256 = createHash('sha256').update(payload.bytes).digest('hex')
    const find = async () =>
      (
        await select<{ id: string }>(this.manager, 'select id::text as id from raw_payload where sha256 = $1', [sha256])
      )[0]?.id
    const known = await find()
    if (known !== undefined) return known
    const [made] = await select<{ id: string }>(
      this.manager,
      `insert into raw_payload (sha256, origin, media_type, headers, bytes, size) values ($1, $2, $3, $4, $5, $6)
       on conflict (sha256) do nothing returning id::text as id`,
      [
        sha256,
        payload.origin,
        payload.mediaType,
        payload.headers ?? {},
        await compress(payload.bytes, { level: LEVEL }),
        payload.bytes.byteLength,
      ],
    )
    return made?.id ?? (await find())!
  }

  /** The bytes as they came; null where they are kept no longer. */
  async read(id: string): Promise<KeptPayload | null> {
    const [row] = await select<KeptPayload>(
      this.manager,
      `select bytes, origin, media_type as "mediaType", received_at as "receivedAt" from raw_payload where id = $1`,
      [id],
    )
    return row === undefined ? null : { ...row, bytes: await unpack(row.bytes) }
  }
}
