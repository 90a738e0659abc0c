import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { number } from './format.ts'
import { openFeeds } from './wall/columns.ts'
import { say, sayCount } from './words/say.ts'

/** A screen reader is told of new items no more often. */
const PAUSE_MS = 10_000
const TITLE_MS = 1_000
const told = signal('')

const waiting = (): number => [...openFeeds()].reduce((sum, { state }) => sum + state.peek().waitingCount, 0)

/** The page's one polite live region: how many items wait, where they have become more. The title of the page tells it too. */
export function Announcer() {
  useEffect(() => {
    let before = 0
    const timers = [
      setInterval(() => {
        const count = waiting()
        if (count > before) told.value = sayCount('newItems', count)
        else if (count === 0) told.value = ''
        before = count
      }, PAUSE_MS),
      setInterval(() => {
        const count = waiting()
        document.title = count === 0 ? say('product') : `(${number(count)}) ${say('product')}`
      }, TITLE_MS),
    ]
    return () => timers.forEach(clearInterval)
  }, [])
  return (
    <p class="unseen" role="status" aria-live="polite">
      {told.value}
    </p>
  )
}
