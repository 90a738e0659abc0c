/** Signs of 24 by 24, drawn with the colour of the text; `turns` marks those that point along the line. */
const PATHS = {
  search: { d: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20' },
  settings: {
    d: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5v5M8 14.5v5',
  },
  pause: { d: 'M8 5v14M16 5v14' },
  play: { d: 'M7 5l12 7-12 7z' },
  more: { d: 'M12 6v.01M12 12v.01M12 18v.01' },
  add: { d: 'M12 5v14M5 12h14' },
  close: { d: 'M6 6l12 12M18 6 6 18' },
  up: { d: 'M12 19V5M6 11l6-6 6 6' },
  outside: { d: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5', turns: true },
  back: { d: 'M15 5l-7 7 7 7', turns: true },
} as const

export function Icon({ name }: { name: keyof typeof PATHS }) {
  const { d, ...rest } = PATHS[name] as { d: string; turns?: boolean }
  return (
    <svg class={rest.turns ? 'icon turns' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={d} />
    </svg>
  )
}
