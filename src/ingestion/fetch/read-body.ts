import { pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { FetchError } from './failure.ts'
import type { FetchLimits, SizeLimits } from './limits.ts'
import type { Watch } from './watch.ts'

type Chunks = AsyncIterable<Buffer>

/** What stands in Content-Encoding and packs nothing; some servers put the charset there. */
const NO_PACKING: ReadonlySet<string> = new Set(['', 'identity', 'none', 'utf-8', 'utf8'])

/**
 * The body of an answer, unpacked while it comes and never beyond its limits. One layer of packing is taken off: the one that
 * Content-Encoding names, else a gzip file (sitemap.xml.gz). Throws a FetchError where the body is too large, is cut short or
 * is packed more than once.
 */
export async function readBody(
  body: Chunks,
  encoding: string | undefined,
  options: { limits: FetchLimits; sizes: SizeLimits; watch: Watch },
): Promise<{ body: Buffer; wireBytes: number }> {
  const { limits, sizes, watch } = options
  const wire = { bytes: 0, unpacked: () => wire.bytes }
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of unpacked(counted(body, wire, sizes, watch), packingOf(encoding), wire)) {
    const room = sizes.bodyBytes - bytes
    if (part.length > room && !sizes.cut) throw new FetchError('TOO_LARGE', `more than ${sizes.bodyBytes} bytes`)
    parts.push(part.subarray(0, room))
    bytes += Math.min(part.length, room)
    if (bytes > limits.ratioFromBytes && bytes > limits.ratio * wire.unpacked()) {
      throw new FetchError('TOO_LARGE', `unpacks to more than ${limits.ratio} times its size`)
    }
    if (part.length > room) break
  }
  return { body: Buffer.concat(parts, bytes), wireBytes: wire.bytes }
}

async function* counted(body: Chunks, wire: { bytes: number }, sizes: SizeLimits, watch: Watch): Chunks {
  for await (const chunk of body) {
    watch.received(chunk.length)
    const room = sizes.wireBytes - wire.bytes
    wire.bytes += chunk.length
    if (chunk.length > room) {
      if (!sizes.cut) throw new FetchError('TOO_LARGE', `more than ${sizes.wireBytes} bytes on the wire`)
      yield chunk.subarray(0, room)
      return
    }
    yield chunk
  }
}

/** The one packing that the header names; throws where it names several or one that nobody asked for. */
function packingOf(header: string | undefined): string | null {
  const layers = (header ?? '').split(',').map((layer) => layer.trim().toLowerCase())
  const packings = layers.filter((layer) => !NO_PACKING.has(layer))
  if (packings.length > 1) throw new FetchError('BROKEN_ANSWER', `packed more than once: ${header}`)
  return packings[0] ?? null
}

async function* unpacked(chunks: Chunks, packing: string | null, wire: { unpacked: () => number }): Chunks {
  const source = chunks[Symbol.asyncIterator]()
  const start = await firstBytes(source)
  if (start.length === 0) return
  const whole = resumed(start, source)
  const unpacker = unpackerFor(packing, start)
  if (unpacker === null) return yield* whole
  wire.unpacked = () => unpacker.bytesWritten // fewer than have come: the rest has not been looked at
  // The unpacker takes over the errors of its source; the callback only keeps them from being thrown twice.
  pipeline(whole, unpacker, () => {})
  const out = (unpacker as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  const unpackedStart = await firstBytes(out)
  if (isGzip(unpackedStart)) {
    unpacker.destroy()
    throw new FetchError('BROKEN_ANSWER', 'packed more than once')
  }
  yield* resumed(unpackedStart, out)
}

/** At least the two bytes by which packings are told apart, where there are so many. */
async function firstBytes(source: AsyncIterator<Buffer>): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0)
  while (start.length < 2) {
    const next = await source.next()
    if (next.done) break
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value])
  }
  return start
}

async function* resumed(start: Buffer, source: AsyncIterator<Buffer>): Chunks {
  try {
    yield start
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value
  } finally {
    await source.return?.()
  }
}

function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b
}

function unpackerFor(packing: string | null, start: Buffer) {
  switch (packing) {
    case null:
      return isGzip(start) ? createGunzip() : null
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'br':
      return createBrotliDecompress()
    case 'deflate':
      // RFC 9110 means zlib's format; some servers send the bare stream (RFC 1950, 2.2 tells them apart).
      return (start[0]! & 0x0f) === 8 && start.readUInt16BE(0) % 31 === 0 ? createInflate() : createInflateRaw()
    default:
      throw new FetchError('BROKEN_ANSWER', `packed as ${packing}`)
  }
}
