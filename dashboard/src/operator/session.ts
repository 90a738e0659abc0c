import { signal } from '@preact/signals'
import { SilaClient, SilaError } from '../../../client/src/index.ts'
import { number } from '../format.ts'
import { settings } from '../settings.ts'
import { tell } from './words.ts'

const PATH = '/operator/session'
/** «By the cookie»: it is no secret, and alone opens nothing. */
const BY_COOKIE = 'operator-session'

/** Who is logged in; undefined until the server has said. */
export const operator = signal<{ partner: string | null } | null | undefined>(undefined)

const client = new SilaClient({ url: new URL('/graphql', location.href).href, key: BY_COOKIE })
/** The connection of operators; the wall has its own, as anybody. */
export const operating = (): SilaClient => client

interface State {
  operator: boolean
  partner: string | null
}

/** Asks whether a session holds. */
export async function askSession(): Promise<void> {
  const { operator: isOperator, partner } = (await (await fetch(PATH)).json()) as State
  operator.value = isOperator ? { partner } : null
}

/** Logs in; gives what to say where that fails. */
export async function logIn(key: string): Promise<string | null> {
  const body = JSON.stringify({ key })
  const answer = await fetch(PATH, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  if (answer.ok) {
    operator.value = { partner: ((await answer.json()) as State).partner }
    return null
  }
  if (answer.status === 429) return tell('tooMany', { s: number(Number(answer.headers.get('retry-after') ?? 60)) })
  if (answer.status === 401) return tell('unknownKey')
  if (answer.status === 403) return tell('wrongKey')
  return `${answer.status}`
}

export async function logOut(): Promise<void> {
  await fetch(PATH, { method: 'DELETE' })
  operator.value = null
}

/** Asks the API as the operator. Throws an Error whose message is for him; where the session is over he is asked to log in again. */
export async function operate<Data>(
  document: string,
  variables: Record<string, unknown> = {},
  signal?: AbortSignal,
): Promise<Data> {
  try {
    return await client.query<Data>(document, variables, signal ? { signal } : {})
  } catch (error) {
    if (!(error instanceof SilaError)) throw error
    if (error.code === 'UNAUTHENTICATED') operator.value = null
    const said = error.errors[0]?.extensions?.messageAr
    throw new Error(settings.language.value === 'ar' && typeof said === 'string' ? said : error.message)
  }
}

/** What has to be mended, as every mutation tells it. */
interface Payload {
  userErrors: readonly { ar: string; en: string }[]
}

/** Changes something. Throws an Error that says what has to be mended. */
export async function change<Data extends Payload>(
  document: string,
  variables: Record<string, unknown>,
): Promise<Data> {
  const [payload] = Object.values(await operate<Record<string, Data>>(document, variables))
  const [error] = payload!.userErrors
  if (error !== undefined) throw new Error(settings.language.value === 'ar' ? error.ar : error.en)
  return payload!
}
