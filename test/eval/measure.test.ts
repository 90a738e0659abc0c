import { describe, expect, it } from 'vitest'
import { figure, figuresTable, printed, table } from '../../eval/measure.ts'

describe('a figure', () => {
  it.each([
    [0.99, { atLeast: 0.99 }, 0.99, true],
    [0.98, { atLeast: 0.99 }, 0.99, false],
    [3, { atMost: 3 }, 3, true],
    [4, { atMost: 0 }, 0, false],
    [4, {}, null, null],
  ])('of %s with %o has the goal %s, met: %s', (value, options, goal, met) => {
    expect(figure('share', value, options)).toMatchObject({ goal, met, baseline: null, unit: 'share' })
  })
})

describe('a table', () => {
  it('aligns its columns, and cuts what is too long for one', () => {
    expect(
      table([
        { a: 'x', b: 1 },
        { a: 'long', b: null },
      ]),
    ).toBe('a     b\nx     1\nlong\n')
    expect(table([{ a: 'x'.repeat(200) }]).split('\n')[1]).toHaveLength(90)
    expect(table([])).toBe('\n')
  })

  it('shows the baseline and whether the goal is met; what programs read has the figures alone', () => {
    const figures = [
      figure('share met', 0.5, { baseline: { name: 'other', value: 0.25, unit: 'share' }, atLeast: 0.9 }),
    ]
    const measurement = { name: 'x', figures, details: [], records: [] }
    expect(figuresTable(measurement)).toContain('share met  0.5000  share  0.2500 (other)  0.9000  missed')
    expect(printed(measurement)).toEqual({ name: 'x', figures })
  })
})
