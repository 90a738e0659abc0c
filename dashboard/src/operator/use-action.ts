import { useEffect, useState } from 'preact/hooks'

const EVERY_MS = 4_000

/** Something that is being done: whether it still is, and what it came to. */
export interface Action {
  readonly isBusy: boolean
  readonly failure: string | null
  readonly note: string | null
  /** Does it; `done` is said afterwards. */
  run(work: () => Promise<unknown>, done?: string): void
}

/** One thing at a time, its failure told where it was asked for. */
export function useAction(after: () => void = () => {}): Action {
  const [state, setState] = useState<Omit<Action, 'run'>>({ isBusy: false, failure: null, note: null })
  return {
    ...state,
    run(work, done) {
      setState({ isBusy: true, failure: null, note: null })
      work().then(
        () => {
          setState({ isBusy: false, failure: null, note: done ?? null })
          after()
        },
        (error: unknown) => {
          setState({ isBusy: false, failure: error instanceof Error ? error.message : String(error), note: null })
        },
      )
    },
  }
}

/** Asks anew every few seconds, while somebody looks. */
export function useEvery(again: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: it asks what holds when it asks
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) again()
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [])
}
