import { createHmac } from 'node:crypto'

/** The secret that a receiver checks deliveries with, as Standard Webhooks writes it: `whsec_` and 32 bytes in base64. Only the salt is kept. */
export function webhookSecretOf(serverSecret: string, salt: string): string {
  return `whsec_${createHmac('sha256', serverSecret).update(`sila-webhook:${salt}`).digest('base64')}`
}
