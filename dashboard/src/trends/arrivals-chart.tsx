import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { hour, number } from '../format.ts'
import { settings } from '../settings.ts'
import type { Arrivals } from './arrivals.ts'

const HEIGHT = 280
const FONT = '12px "IBM Plex Sans Arabic", sans-serif'

/** Bars that stand on one another, a colour a source. Time runs from left to right, as on every chart. */
export function ArrivalsChart({ arrivals, label }: { arrivals: Arrivals; label: string }) {
  const box = useRef<HTMLDivElement>(null)
  // What is drawn is drawn anew when colours or digits are others.
  const drawnFor = `${settings.theme.value} ${settings.language.value} ${settings.digits.value}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours and digits are read when it is drawn
  useEffect(() => {
    const { current } = box
    if (current === null) return
    const styles = getComputedStyle(current)
    const colour = (name: string) => styles.getPropertyValue(name).trim()
    const width = () => Math.max(280, current.clientWidth)
    const chart = new uPlot(optionsOf(arrivals, colour, width()), stacked(arrivals), current)
    const watch = new ResizeObserver(() => chart.setSize({ width: width(), height: HEIGHT }))
    watch.observe(current)
    return () => {
      watch.disconnect()
      chart.destroy()
    }
  }, [arrivals, drawnFor])
  return <div class="chart" dir="ltr" ref={box} role="img" aria-label={label} />
}

/** Each row on top of those before it; the tallest is drawn first, so that the lower ones stand before it. */
function stacked({ hours, rows }: Arrivals): uPlot.AlignedData {
  const sums = hours.map(() => 0)
  const layers = rows.map(({ counts }) =>
    counts.map((count, at) => {
      sums[at]! += count
      return sums[at]!
    }),
  )
  return [[...hours], ...layers.reverse()]
}

function optionsOf({ rows }: Arrivals, colour: (name: string) => string, width: number): uPlot.Options {
  const bars = uPlot.paths.bars!({ size: [0.7, 40], align: 1 })
  const axis = {
    stroke: colour('--soft'),
    font: FONT,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  }
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true, range: (_plot, least, most) => [least, most + 3_600] },
      y: { range: (_plot, _least, most) => [0, Math.max(4, most * 1.1)] },
    },
    axes: [
      { ...axis, grid: { show: false }, values: (_plot, ticks) => ticks.map((tick) => hour(new Date(tick * 1_000))) },
      {
        ...axis,
        size: 46,
        values: (_plot, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? number(tick) : '')),
      },
    ],
    series: [
      {},
      ...rows.map((_, index) => ({
        fill: colour(`--series-${rows.length - 1 - index}`),
        width: 0,
        paths: bars,
        points: { show: false },
      })),
    ],
  }
}
