import { useEffect, useRef } from 'preact/hooks'
import type { OperatorPage } from '../address.ts'
import { addressOf, go } from '../place.ts'
import { within } from '../wall/card-view.tsx'
import { say } from '../words/say.ts'
import '../styles/operator.css'
import { FeedsPage } from './feeds-page.tsx'
import { LogPage } from './log-page.tsx'
import { PartnersPage } from './partners-page.tsx'
import { Button, Outcome } from './parts.tsx'
import { QueuePage } from './queue-page.tsx'
import { askSession, logIn, logOut, operator } from './session.ts'
import { useAction } from './use-action.ts'
import { WebhooksPage } from './webhooks-page.tsx'
import { tell } from './words.ts'

const PAGES = {
  feeds: FeedsPage,
  queue: QueuePage,
  partners: PartnersPage,
  webhooks: WebhooksPage,
  log: LogPage,
} as const satisfies Record<OperatorPage, unknown>

/** What an operator looks at when the phone rings; who is none is asked to log in. */
export function Operator({ page }: { page: OperatorPage }) {
  const asking = useAction()
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when somebody comes here
  useEffect(() => asking.run(askSession), [])
  if (operator.value === undefined)
    return (
      <div class="operator" aria-busy={asking.isBusy}>
        <Outcome action={asking} />
      </div>
    )
  if (operator.value === null) return <Login />
  const Page = PAGES[page]
  return (
    <div class="operator">
      <div class="operator-head">
        <h2>{tell('title')}</h2>
        <nav aria-label={tell('pages')}>
          {(Object.keys(PAGES) as OperatorPage[]).map((name) => {
            const to = { view: { kind: 'operator', page: name }, opened: null } as const
            return (
              <a
                key={name}
                href={addressOf(to)}
                aria-current={name === page ? 'page' : undefined}
                onClick={(event) => within(event, () => go(to))}
              >
                {tell(name)}
              </a>
            )
          })}
        </nav>
        <Button label={tell('leave')} onClick={() => void logOut()} />
      </div>
      <Page />
    </div>
  )
}

function Login() {
  const field = useRef<HTMLInputElement>(null)
  const action = useAction()
  // What is typed at once must not land in the search: a key would stand in the address.
  useEffect(() => field.current?.focus(), [])
  return (
    <div class="operator">
      <form
        class="login"
        onSubmit={(event) => {
          event.preventDefault()
          const key = field.current?.value.trim() ?? ''
          if (key === '') return
          action.run(async () => {
            const failure = await logIn(key)
            if (failure !== null) throw new Error(failure)
          })
        }}
      >
        <h2>{tell('login')}</h2>
        <p class="note" id="login-hint">
          {tell('loginHint')}
        </p>
        <label>
          {tell('key')}
          <input ref={field} type="password" autocomplete="off" dir="ltr" required aria-describedby="login-hint" />
        </label>
        <Button label={action.isBusy ? `${say('loading')}…` : tell('enter')} busy={action.isBusy} kind="primary" />
        <Outcome action={action} />
      </form>
    </div>
  )
}
