import { AppError } from '../errors.ts'

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

/** Both ends of a log at one moment; `oldest` is one past `position` where it holds nothing. */
export interface LogEnds extends LogPlace {
  oldest: number
}

/** The place that a cursor names. Throws CURSOR_INVALID where it is none. */
export function readChangeCursor(cursor: string): LogPlace {
  const place = decodeChangeCursor(cursor)
  if (place === null) throw invalid(cursor)
  return place
}

/**
 * Sees to it that a log can be read on from a place. Throws CURSOR_INVALID where the place is not one of this log, CURSOR_EXPIRED,
 * with the cursors of both ends, where the log no longer reaches back to it.
 */
export function checkPlace(place: LogPlace, { epoch, position, oldest }: LogEnds): void {
  if (place.epoch !== epoch || place.position > position) throw invalid(encodeChangeCursor(place))
  if (place.position + 1 >= oldest) return
  throw new AppError('CURSOR_EXPIRED', 'The log of changes no longer reaches back to this cursor', {
    oldestCursor: encodeChangeCursor({ epoch, position: oldest - 1 }),
    liveCursor: encodeChangeCursor({ epoch, position }),
  })
}

function invalid(cursor: string): AppError {
  return new AppError('CURSOR_INVALID', 'This is not a cursor of this log of changes', { cursor: cursor.slice(0, 100) })
}
