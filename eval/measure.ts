import type { DataSource } from 'typeorm'
import type { Listener } from '../src/stores/listener.ts'

/** What was measured beside ours in the same run. */
export interface Baseline {
  name: string
  value: number
  unit: string
}

/** One number, with what it is compared with. */
export interface Figure {
  figure: string
  value: number
  unit: string
  baseline: Baseline | null
  /** What is wanted: the least, or where less is better the most. */
  goal: number | null
  met: boolean | null
}

/** A list that explains figures, as `--misses` prints it. */
export interface Detail {
  title: string
  rows: Readonly<Record<string, string | number | null>>[]
}

/** What an evaluation came to. */
export interface Measurement {
  name: string
  figures: Figure[]
  details?: Detail[]
  /** One record a thing that was measured: the lines of `--out`. */
  records?: object[]
}

/** What an evaluation is given beside its inputs. */
export interface MeasureOptions {
  /** Hears what is being done, a line each. */
  say(text: string): void
  /** Hears how far it is. */
  progress?(done: number, total: number): void
  /** The large sizes and long runs. */
  full?: boolean
  /** Makes the empty, migrated store that articles are taken into; else it is on a server of its own. */
  openPlace?(): Promise<MeasuredPlace>
}

/** A database for one measure. */
export interface MeasuredPlace {
  db: DataSource
  listener: Listener
  close(): Promise<void>
}

/** An evaluation: reads labelled sets, runs what the server runs over them, and counts. */
export type Measure = (inputs: readonly string[], options: MeasureOptions) => Promise<Measurement>

/** A figure with its goal judged; shares have the unit «share» and lie between 0 and 1. */
export function figure(
  name: string,
  value: number,
  { unit = 'share', baseline, atLeast, atMost }: Partial<Record<'atLeast' | 'atMost', number>> & FigureOptions = {},
): Figure {
  const goal = atLeast ?? atMost ?? null
  const met = goal === null ? null : atLeast === undefined ? value <= goal : value >= goal
  return { figure: name, value, unit, baseline: baseline ?? null, goal, met }
}

interface FigureOptions {
  unit?: string
  baseline?: Baseline
}

const MAX_CELL = 90

function shown(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(4)
  const line = value.replace(/\s+/g, ' ')
  return line.length > MAX_CELL ? `${line.slice(0, MAX_CELL - 1)}…` : line
}

/** Rows of one shape as a table of text, its columns in the order of the first row. */
export function table(rows: Detail['rows']): string {
  const columns = Object.keys(rows[0] ?? {})
  const lines = [columns, ...rows.map((row) => columns.map((column) => shown(row[column])))]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]!.length)))
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index]!))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}

const judged = (met: boolean | null): string => (met === null ? '' : met ? 'met' : 'missed')

/** The figures as a table for a reader. */
export function figuresTable({ figures }: Measurement): string {
  return table(
    figures.map(({ figure: name, value, unit, baseline, goal, met }) => ({
      figure: name,
      value,
      unit,
      baseline: baseline && `${shown(baseline.value)} (${baseline.name})`,
      goal,
      '': judged(met),
    })),
  )
}

/** What `--json` prints: the name and the figures alone. */
export const printed = ({ name, figures }: Measurement): Pick<Measurement, 'name' | 'figures'> => ({ name, figures })
