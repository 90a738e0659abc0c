import { computed, signal } from '@preact/signals'
import { settings } from './settings.ts'

/** The time that is shown moves on with this; a minute is what relative times tell. */
export const now = signal(Date.now())

/** The tag that digits and names of months are printed by. */
const locale = computed(() => {
  const { language, digits, months } = settings
  if (language.value === 'en') return 'en-GB'
  const region = months.value === 'both' ? 'LB' : months.value
  return `ar-${region}-u-nu-${digits.value}`
})
const numbers = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }))
const relative = computed(() => new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto' }))
const clock = computed(
  () => new Intl.DateTimeFormat(locale.value, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
)

const percents = computed(() => new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 0 }))
/** A share of one, as per cent. */
export const percent = (share: number): string => percents.value.format(share)
export const number = (n: number): string => numbers.value.format(n)
/** Hours and minutes. */
export const hour = (at: Date): string => clock.value.format(at)

/** A day of the calendar, in the zone of the reader or in another. */
export function day(at: Date, timeZone?: string): string {
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', timeZone }
  if (at.getFullYear() !== new Date(now.value).getFullYear()) options.year = 'numeric'
  const printed = new Intl.DateTimeFormat(locale.value, options)
  if (settings.language.value !== 'ar' || settings.months.value !== 'both') return printed.format(at)
  const egyptian = new Intl.DateTimeFormat(`ar-EG-u-nu-${settings.digits.value}`, { month: 'long', timeZone }).format(
    at,
  )
  return printed
    .formatToParts(at)
    .map(({ type, value }) => (type === 'month' && value !== egyptian ? `${value}/${egyptian}` : value))
    .join('')
}

/** A day with its hour. */
export const moment = (at: Date): string => `${day(at)}${settings.language.value === 'ar' ? '، ' : ', '}${hour(at)}`

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long ago: minutes and hours of the last day, then the date; null for less than a minute. */
export function ago(at: Date): string | null {
  const ms = now.value - at.getTime()
  if (ms < MINUTE) return null
  if (ms < HOUR) return relative.value.format(-Math.floor(ms / MINUTE), 'minute')
  if (ms < DAY) return relative.value.format(-Math.floor(ms / HOUR), 'hour')
  return day(at)
}
