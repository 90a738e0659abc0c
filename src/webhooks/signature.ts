import { createHmac } from 'node:crypto'

/** A message as it is signed. */
export interface SignedMessage {
  messageId: string
  /** Seconds since 1970. */
  timestamp: number
  payload: string
}

/**
 * The headers of a delivery (Standard Webhooks 1.0): its id, when it was sent, and one signature for each secret, so that a receiver
 * goes on while it changes from one to the next.
 */
export function signedHeaders(message: SignedMessage, secrets: readonly string[]): Record<string, string> {
  const { messageId, timestamp } = message
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map((secret) => `v1,${signature(message, secret)}`).join(' '),
  }
}

function signature({ messageId, timestamp, payload }: SignedMessage, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return createHmac('sha256', key).update(`${messageId}.${timestamp}.${payload}`).digest('base64')
}
