import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { When } from '../words/when.tsx'
import type { Action } from './use-action.ts'
import { type OperatorWord, tell } from './words.ts'

/** What became of something that was done. */
export function Outcome({ action }: { action: Action }) {
  if (action.failure !== null)
    return (
      <p class="outcome alarm" role="alert">
        {action.failure}
      </p>
    )
  return (
    <p class="outcome" role="status">
      {action.note}
    </p>
  )
}

/** A state as a word on a ground of its own. */
export function State({ of }: { of: OperatorWord }) {
  return (
    <span class="state" data-state={of}>
      {tell(of)}
    </span>
  )
}

/** A moment, or that there was none. */
export function Moment({ at, otherwise = 'never' }: { at: string | null; otherwise?: OperatorWord }) {
  return at === null ? <span class="note">{tell(otherwise)}</span> : <When at={at} />
}

/** A name and what it says. */
export function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

export function Button(props: { label: string; onClick?: () => void; busy?: boolean; kind?: 'primary' | 'alarm' }) {
  const { label, onClick, busy = false, kind } = props
  return (
    <button type={onClick ? 'button' : 'submit'} class={`press ${kind ?? ''}`} disabled={busy} onClick={onClick}>
      {label}
    </button>
  )
}

/** How long a second press is waited for. */
const SURE_MS = 5_000

/** What cannot be undone is done at the second press. */
export function SureButton({
  label,
  sure,
  onClick,
  busy,
}: {
  label: string
  sure: string
  onClick: () => void
  busy: boolean
}) {
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    if (!asked) return
    const timer = setTimeout(() => setAsked(false), SURE_MS)
    return () => clearTimeout(timer)
  }, [asked])
  const press = () => {
    if (asked) onClick()
    setAsked(!asked)
  }
  return (
    <button type="button" class={asked ? 'press alarm' : 'press'} disabled={busy} onClick={press}>
      {asked ? sure : label}
    </button>
  )
}

/** A secret that is shown once, with what copies it and what takes it from the screen. */
export function SecretBox({
  secrets,
  onDone,
}: {
  secrets: readonly [label: string, secret: string][]
  onDone: () => void
}) {
  const [copied, setCopied] = useState<string | null>(null)
  const copy = (secret: string) =>
    navigator.clipboard.writeText(secret).then(
      () => setCopied(secret),
      () => {},
    )
  return (
    <div class="secret" role="status">
      <p>{tell('secretOnce')}</p>
      {secrets.map(([label, secret]) => (
        <div key={label}>
          <span>{label}</span>
          <code dir="ltr">{secret}</code>
          {'clipboard' in navigator && (
            <Button label={copied === secret ? tell('copied') : tell('copy')} onClick={() => void copy(secret)} />
          )}
        </div>
      ))}
      <Button label={tell('done')} kind="primary" onClick={onDone} />
    </div>
  )
}
