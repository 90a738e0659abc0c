import type { Asker } from './authenticate.ts'

/** What answers of the gateway differ by: never by the page that asks, nor by the form that it would like. */
export const GATEWAY_VARY = 'Authorization, Accept-Encoding'

/** Whether an address is the partners' door: whoever comes through it has a key, and brings documents only. */
export const isGateway = (url: string): boolean => url.startsWith('/gateway') && /^\/gateway(\/stream)?(\?|$)/.test(url)

/** Whether an address is the API's, by either door. */
export const isApi = (url: string): boolean => isGateway(url) || /^\/graphql(\/stream)?(\?|$)/.test(url)

/** Whether somebody has shown a key. */
export const hasKey = ({ caller, countedAs }: Asker): boolean => caller.partner !== null || countedAs === null
