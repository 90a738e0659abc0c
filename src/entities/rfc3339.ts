const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** The moment that RFC 3339 text with an offset names; null for anything else, also for a day that no calendar has. */
export function readMoment(text: string): Date | null {
  const match = RFC3339.exec(text)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  // JavaScript would take 31 February for 3 March. A leap second is the second before it.
  const isDay = day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  if (year < 1 || month < 1 || month > 12 || !isDay || hour > 23 || minute > 59 || second > 60) return null
  const time = `${text.slice(0, 10)}T${match[4]}:${match[5]}:${second === 60 ? '59' : match[6]}`
  const moment = new Date(`${time}${match[7]?.slice(0, 4) ?? ''}${match[8]!.toUpperCase()}`)
  return moment.getUTCFullYear() >= 1 && moment.getUTCFullYear() <= 9999 ? moment : null
}
