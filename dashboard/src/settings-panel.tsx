import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { addressOf, go } from './place.ts'
import { choicesOf, settings } from './settings.ts'
import { within } from './wall/card-view.tsx'
import { say } from './words/say.ts'

const isOpen = signal(false)
export const openSettings = (): void => {
  isOpen.value = true
}

/** Languages are called by themselves. */
const LANGUAGES = { ar: 'العربية', en: 'English' } as const
const THEMES = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' } as const
const DIGITS = { arab: '١٢٣', latn: '123' } as const
const MONTHS = { EG: 'monthsEG', LB: 'monthsLB', DZ: 'monthsDZ', MA: 'monthsMA', both: 'monthsBoth' } as const
const SIZES = { normal: 'sizeNormal', large: 'sizeLarge', wall: 'sizeWall' } as const

const OPERATOR = { view: { kind: 'operator', page: 'feeds' }, opened: null } as const

/** The dialog of the settings, with the keys and the ways to the other pages. */
export function SettingsPanel() {
  return isOpen.value ? <Panel /> : null
}

function Panel() {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const isArabic = settings.language.value === 'ar'
  return (
    <dialog
      class="dialog"
      ref={dialog}
      aria-labelledby="settings-title"
      onClose={() => {
        isOpen.value = false
      }}
    >
      <form method="dialog">
        <h2 id="settings-title">{say('settings')}</h2>
        <Choice name="language" legend={say('language')} labelOf={(value) => LANGUAGES[value]} />
        <Choice name="theme" legend={say('theme')} labelOf={(value) => say(THEMES[value])} />
        <Choice name="size" legend={say('textSize')} labelOf={(value) => say(SIZES[value])} />
        {isArabic && <Choice name="digits" legend={say('digits')} labelOf={(value) => DIGITS[value]} />}
        {isArabic && <Choice name="months" legend={say('months')} labelOf={(value) => say(MONTHS[value])} />}
        <h3>{say('keys')}</h3>
        <p class="note">{say('keysHelp')}</p>
        <h3>{say('forOperators')}</h3>
        <p class="links">
          <a
            href={addressOf(OPERATOR)}
            onClick={(event) =>
              within(event, () => {
                dialog.current?.close()
                go(OPERATOR)
              })
            }
          >
            {say('operation')}
          </a>
        </p>
        <h3>{say('forDevelopers')}</h3>
        <p class="links">
          <a href="/graphiql">GraphiQL</a>
          <a href="/docs">Schema</a>
          <a href="/schema.graphql">SDL</a>
        </p>
        <footer>
          <button type="submit" class="primary">
            {say('close')}
          </button>
        </footer>
      </form>
    </dialog>
  )
}

type Name = keyof typeof settings
type ValueOf<Of extends Name> = (typeof settings)[Of]['value']

function Choice<Of extends Name>(props: { name: Of; legend: string; labelOf: (value: ValueOf<Of>) => string }) {
  const { name, legend, labelOf } = props
  const setting = settings[name] as { value: ValueOf<Of> }
  return (
    <fieldset class="segments">
      <legend>{legend}</legend>
      <div>
        {(choicesOf(name) as readonly ValueOf<Of>[]).map((value) => (
          <label key={value}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={setting.value === value}
              onChange={() => {
                setting.value = value
              }}
            />
            <span>{labelOf(value)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
