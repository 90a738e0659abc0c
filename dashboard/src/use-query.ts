import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { key, reasonOf } from './api/client.ts'

/** How a question stands. What was known last stays while it is asked anew. */
export interface Asked<Data> {
  readonly data: Data | null
  readonly failure: string | null
  readonly isLoading: boolean
  again(): void
}

/** Asks when the component appears, and again when one of `inputs` or the key is another; an answer that comes too late is left. */
export function useQuery<Data>(ask: (signal: AbortSignal) => Promise<Data>, inputs: readonly unknown[]): Asked<Data> {
  const [state, setState] = useState<Omit<Asked<Data>, 'again'>>({ data: null, failure: null, isLoading: true })
  const [turn, setTurn] = useState(0)
  const again = useCallback(() => setTurn((before) => before + 1), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: who asks says what it hangs on
  useEffect(() => {
    const stop = new AbortController()
    setState(({ data }) => ({ data, failure: null, isLoading: true }))
    ask(stop.signal).then(
      (data) => stop.signal.aborted || setState({ data, failure: null, isLoading: false }),
      (error) => stop.signal.aborted || setState({ data: null, failure: reasonOf(error), isLoading: false }),
    )
    return () => stop.abort()
  }, [...inputs, turn, key.value])
  return { ...state, again }
}

/** Asks again once something that was known is another. */
export function useAgain(known: unknown, again: () => void): void {
  const before = useRef(known)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is known is a reason
  useEffect(() => {
    if (before.current != null && known != null && known !== before.current) again()
    before.current = known
  }, [known])
}
