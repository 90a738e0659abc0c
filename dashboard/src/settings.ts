import { effect, type Signal, signal } from '@preact/signals'

/** Each setting with the values that it may have; the first is what holds until the reader chooses. */
const CHOICES = {
  language: ['ar', 'en'],
  theme: ['auto', 'light', 'dark'],
  /** Of Arabic: ١٢٣ or 123. */
  digits: ['arab', 'latn'],
  /** Whose names of months: the region of a language tag, or the double form of the Levant's papers. */
  months: ['EG', 'LB', 'DZ', 'MA', 'both'],
  size: ['normal', 'large', 'wall'],
} as const
type Choices = typeof CHOICES
type Name = keyof Choices

const PLACE = 'sila.settings'
const kept = readKept()

function readKept(): Partial<Record<Name, unknown>> {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? '{}') ?? {}
  } catch {
    // A browser that keeps nothing, or what another program left there.
    return {}
  }
}

function setting<Of extends Name>(name: Of): Signal<Choices[Of][number]> {
  const values: readonly unknown[] = CHOICES[name]
  return signal(values.includes(kept[name]) ? (kept[name] as Choices[Of][number]) : CHOICES[name][0])
}

export const settings = {
  language: setting('language'),
  theme: setting('theme'),
  digits: setting('digits'),
  months: setting('months'),
  size: setting('size'),
}
export const choicesOf = <Of extends Name>(name: Of): Choices[Of] => CHOICES[name]

/** Keeps the settings, and tells the document of them. An address with `lang=` or `theme=` wins over what was kept. */
export function keepSettings(asked: URLSearchParams): void {
  const language = CHOICES.language.find((value) => value === asked.get('lang'))
  const theme = CHOICES.theme.find((value) => value === asked.get('theme'))
  if (language !== undefined) settings.language.value = language
  if (theme !== undefined) settings.theme.value = theme
  effect(() => {
    const { language, theme, digits, months, size } = settings
    const root = document.documentElement
    root.lang = language.value
    root.dir = language.value === 'ar' ? 'rtl' : 'ltr'
    root.dataset.theme = theme.value
    root.dataset.size = size.value
    const values = {
      language: language.value,
      theme: theme.value,
      digits: digits.value,
      months: months.value,
      size: size.value,
    }
    try {
      localStorage.setItem(PLACE, JSON.stringify(values))
    } catch {
      // Then they hold for this visit.
    }
  })
}
