import { Announcer } from './announcer.tsx'
import { Header } from './header.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { later } from './later.tsx'
import { opened, view } from './place.ts'
import { SettingsPanel } from './settings-panel.tsx'
import { ColumnEditor } from './wall/column-editor.tsx'
import { Wall } from './wall/wall.tsx'
import { say } from './words/say.ts'

const Reading = later(() => import('./reading/reading.tsx').then(({ Reading }) => Reading), true)
const Search = later(() => import('./search/search-view.tsx').then(({ SearchView }) => SearchView), true)
const Trends = later(() => import('./trends/trends-view.tsx').then(({ TrendsView }) => TrendsView))

const Operator = later(() => import('./operator/operator.tsx').then(({ Operator }) => Operator))

/** The page. */
export function App() {
  const at = view.value
  const reads = opened.value
  return (
    <>
      <a class="skip" href="#main">
        {say('skip')}
      </a>
      <Header />
      <div class="room" data-view={at.kind} data-reads={reads !== null}>
        <main id="main" tabIndex={-1}>
          <h1 class="unseen">{say('product')}</h1>
          {at.kind === 'wall' && <Wall withPulse={reads === null} />}
          {at.kind === 'search' && <Search search={at.search} />}
          {at.kind === 'trends' && <Trends />}
          {at.kind === 'operator' && <Operator page={at.page} />}
        </main>
        {reads !== null && <Reading key={reads.id} opened={reads} />}
      </div>
      <ColumnEditor />
      <SettingsPanel />
      <KeyDialog />
      <Announcer />
    </>
  )
}
