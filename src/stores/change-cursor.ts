/** A place in the log of changes: everything up to and with `position` has been seen. */
export interface LogPlace {
  epoch: string
  position: number
}

/** The cursor that clients hold: opaque, and void in another epoch. */
export function encodeChangeCursor({ epoch, position }: LogPlace): string {
  return Buffer.from(`${epoch}:${position}`).toString('base64url')
}

/** The place that a cursor names, or null where it was not made by `encodeChangeCursor`. */
export function decodeChangeCursor(cursor: string): LogPlace | null {
  const match = /^([0-9a-f]{12}):(0|[1-9]\d{0,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (match === null) return null
  const place = { epoch: match[1]!, position: Number(match[2]) }
  return encodeChangeCursor(place) === cursor ? place : null
}
