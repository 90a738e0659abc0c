import { useEffect, useRef } from 'preact/hooks'
import { filterWord } from '../address.ts'
import { Icon } from '../icons.tsx'
import { later } from '../later.tsx'
import { columns } from '../place.ts'
import { say } from '../words/say.ts'
import { editColumn, loadSources } from './column-editor.tsx'
import { ColumnView } from './column-view.tsx'
import { feedOf } from './columns.ts'

const Pulse = later(() => import('./pulse.tsx').then(({ Pulse }) => Pulse))

/** The wall: the columns beside each other, and the pulse where there is room for it. */
export function Wall({ withPulse }: { withPulse: boolean }) {
  // What stands beside the columns is asked for once they have what they ask for.
  const isFilled = useRef(false)
  if (columns.value.every(({ filter }) => !feedOf(filter).loading.value)) isFilled.current = true
  useEffect(() => {
    // Names of sources are wanted for titles of columns only; whoever edits is told what fails.
    if (columns.value.some(({ filter }) => filter.sources?.length)) loadSources().catch(() => {})
  }, [])
  return (
    <>
      <div class="columns">
        {columns.value.map((column, index) => (
          <ColumnView key={filterWord(column.filter)} column={column} feed={feedOf(column.filter)} index={index} />
        ))}
        <button
          type="button"
          class="add-column"
          aria-label={say('addColumn')}
          title={say('addColumn')}
          onClick={() => editColumn(-1)}
        >
          <Icon name="add" />
        </button>
      </div>
      {withPulse && isFilled.current && <Pulse />}
    </>
  )
}
