import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { VALUE_PARSERS } from '../../src/stores/value-parsers.ts'

const TIMESTAMPTZ = 1184
const BIGINT = 20
const asPg = pg.types.getTypeParser(TIMESTAMPTZ, 'text') as (text: string) => unknown
const read = VALUE_PARSERS.getTypeParser(TIMESTAMPTZ) as (text: string) => unknown

describe('a moment', () => {
  it.each([
    '2025-05-02 14:56:11+00',
    '2025-05-02 14:56:11.2+00',
    '2025-05-02 14:56:11.25+00',
    '2025-05-02 14:56:11.123456+00',
    '1969-12-31 23:59:59.999+00',
    '0099-05-02 14:56:11+00',
    '9999-12-31 23:59:59.999999+00',
    '20255-05-02 14:56:11+00',
    '0044-03-15 00:00:00+00 BC',
    '2025-05-02 14:56:11+03',
    '2025-05-02 14:56:11.25+05:30',
    '1900-01-01 00:00:00+02:05:09',
    'infinity',
    '-infinity',
  ])('is what pg reads: %s', (text) => {
    expect(read(text)).toEqual(asPg(text))
  })
})

describe('a whole number of eight bytes', () => {
  it('stays text', () => {
    expect((VALUE_PARSERS.getTypeParser(BIGINT) as (text: string) => unknown)('9223372036854775807')).toBe(
      '9223372036854775807',
    )
  })
})

describe('everything else', () => {
  it('is read as pg has it', () => {
    for (const type of [16, 23, 25, 114, 1009, 1016, 3802]) {
      expect(VALUE_PARSERS.getTypeParser(type, 'text')).toBe(pg.types.getTypeParser(type, 'text'))
    }
    expect(VALUE_PARSERS.getTypeParser(BIGINT, 'binary')).toBe(pg.types.getTypeParser(BIGINT, 'binary'))
  })
})
