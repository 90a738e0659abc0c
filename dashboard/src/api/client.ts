import { signal } from '@preact/signals'
import { SilaClient, SilaError } from '../../../client/src/index.ts'

const KEY_PLACE = 'sila.key'
/** The key of this tab, where the server asks for one. */
export const key = signal(sessionStorage.getItem(KEY_PLACE))
/** Whether the server refused whoever asks as he is. */
export const needsKey = signal(false)

const url = new URL('/graphql', location.href).href
const connected = (ownKey: string | null) => new SilaClient({ url, ...(ownKey === null ? {} : { key: ownKey }) })
let client = connected(key.value)
/** The one connection of the page: queries over HTTP, all columns over one WebSocket. */
export const sila = (): SilaClient => client

/** Goes on with another key. */
export function enterWith(given: string): void {
  sessionStorage.setItem(KEY_PLACE, given)
  client.close()
  client = connected(given)
  needsKey.value = false
  // Whoever hears of it asks at once, with the new one.
  key.value = given
}

/** What to say of a failure; notes on the way that a key is asked for. */
export function reasonOf(error: unknown): string {
  if (error instanceof SilaError && (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN'))
    needsKey.value = true
  const said = error instanceof SilaError && error.errors[0]?.extensions?.messageAr
  if (document.documentElement.lang === 'ar' && typeof said === 'string') return said
  return error instanceof Error ? error.message : String(error)
}
