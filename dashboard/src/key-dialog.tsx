import { useEffect, useRef } from 'preact/hooks'
import { enterWith, needsKey } from './api/client.ts'
import { say } from './words/say.ts'

/** Asks for a key where the server wants one. */
export function KeyDialog() {
  return needsKey.value ? <Asking /> : null
}

function Asking() {
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog class="dialog" ref={dialog} aria-labelledby="key-title">
      <form
        method="dialog"
        onSubmit={() => {
          const given = field.current?.value.trim() ?? ''
          if (given !== '') enterWith(given)
        }}
      >
        <h2 id="key-title">{say('accessKey')}</h2>
        <label>
          {say('accessKeyHint')}
          <input ref={field} type="password" autocomplete="off" dir="ltr" required />
        </label>
        <footer>
          <button type="submit" class="primary">
            {say('enter')}
          </button>
        </footer>
      </form>
    </dialog>
  )
}
