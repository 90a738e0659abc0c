import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { say } from './words/say.ts'

/** After so long the page has shown what it was opened for, and fetches what may be wanted next. */
const AHEAD_MS = 3_000

/**
 * A part of the page that is fetched when it is first wanted; where `ahead` is set, soon after the page was opened, so that it is there
 * when the server is not.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  ahead = false,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null
  const keep = async () => {
    loaded = await load()
  }
  // Whoever wants it is told of what fails.
  if (ahead) setTimeout(() => keep().catch(() => {}), AHEAD_MS)

  return function Later(props: Props) {
    const [failed, setFailed] = useState<boolean | null>(null)
    useEffect(() => {
      if (loaded !== null) return
      keep().then(
        () => setFailed(false),
        () => setFailed(true),
      )
    }, [])
    const Loaded = loaded
    if (Loaded !== null) return <Loaded {...props} />
    if (!failed) return <div class="coming" aria-busy="true" />
    // The server is away, or another version of it has other parts: then the page is fetched anew.
    return (
      <p class="empty" role="alert">
        {say('connecting')}…{' '}
        <button type="button" class="plain" onClick={() => location.reload()}>
          {say('retry')}
        </button>
      </p>
    )
  }
}
