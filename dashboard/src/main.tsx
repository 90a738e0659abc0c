import { render } from 'preact'
import { App } from './app.tsx'
import { now } from './format.ts'
import { listenToKeys } from './keyboard.ts'
import { keepPlace } from './place.ts'
import { keepSettings } from './settings.ts'
import { keepFeeds } from './wall/columns.ts'

/** Relative times are told to the minute. */
const TICK_MS = 20_000

keepSettings(new URLSearchParams(location.search))
keepPlace()
keepFeeds()
listenToKeys()
setInterval(() => {
  now.value = Date.now()
}, TICK_MS)
render(<App />, document.getElementById('app')!)
