import pg from 'pg'

/** Types of PostgreSQL that a page is full of (`pg_type`). */
const BIGINT = 20
const TIMESTAMPTZ = 1184

/** `2025-05-02 14:56:11.25+00`, as a session in UTC writes it. */
const YEAR = 4
const SECONDS = 19
const ZERO = 48

const same = (text: string): string => text
const digits = (text: string, at: number): number => (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO

/** A moment of UTC in a year of four digits is read digit by digit, which takes a quarter of the time; others as pg reads them. */
function moment(text: string): Date {
  const { length } = text
  if (length < SECONDS + 3 || text.charCodeAt(YEAR) !== 45 || !text.endsWith('+00')) return anyMoment(text)
  const fraction = length - SECONDS - 3
  let milliseconds = 0
  for (let place = 1; place <= 3; place++) {
    milliseconds = milliseconds * 10 + (place < fraction ? text.charCodeAt(SECONDS + place) - ZERO : 0)
  }
  const year = digits(text, 0) * 100 + digits(text, 2)
  // The Date of years before 100 is another century's.
  if (year < 100) return anyMoment(text)
  const [month, day] = [digits(text, 5) - 1, digits(text, 8)]
  return new Date(Date.UTC(year, month, day, digits(text, 11), digits(text, 14), digits(text, 17), milliseconds))
}

const anyMoment = pg.types.getTypeParser(TIMESTAMPTZ, 'text') as (text: string) => Date

/** How values become those of JavaScript: as pg has it, the most common ones faster. */
export const VALUE_PARSERS = {
  getTypeParser(type: number, format?: 'text' | 'binary') {
    if (format !== 'binary' && type === TIMESTAMPTZ) return moment
    // Too long for a number: they stay text.
    return format !== 'binary' && type === BIGINT ? same : pg.types.getTypeParser(type, format)
  },
}
