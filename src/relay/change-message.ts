import type { LoggedChange } from '../stores/change-store.ts'

/**
 * Of what a message says. Whoever changes the shape of `LoggedChange` raises it: the streams of another format are others, so a node
 * that is newer or older than the desk reads the log instead of messages that it would misunderstand.
 */
export const MESSAGE_FORMAT = 1

type Dates = { [Field in keyof LoggedChange]: LoggedChange[Field] extends Date ? Field : never }[keyof LoggedChange]
/** What JSON does not bring back by itself; the compiler asks for a field that is missing here. */
const DATES: { [Field in Dates]: true } = { at: true }

/** The message of a change; empty where it would be over so many bytes, and is to be read from the log. */
export function encodeChange(change: LoggedChange, maxBytes: number): Uint8Array {
  const message = Buffer.from(JSON.stringify(change))
  return message.length > maxBytes ? new Uint8Array() : message
}

/** The change of a message, equal to the row of the log; null where the row has to be read. Throws on what is no change. */
export function decodeChange(message: Uint8Array): LoggedChange | null {
  if (message.length === 0) return null
  const change = JSON.parse(Buffer.from(message).toString()) as LoggedChange
  for (const field of Object.keys(DATES) as Dates[]) change[field] = new Date(change[field])
  return change
}
