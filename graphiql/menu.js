import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { createElement } from 'react'
import { EXAMPLES } from './examples.js'

/** What the headers begin with where an example needs a key. */
const KEY_TEMPLATE = JSON.stringify({ authorization: 'Bearer sila_...' }, null, 2)

const isLive = ({ document }) => document.startsWith('subscription')

/** The marks of an example: that it stays open, that it needs a key. */
function Marks(example) {
  const marks = [isLive(example) && 'مباشر live', example.key && `مفتاح key: ${example.key}`].filter(Boolean)
  return marks.map((mark) => createElement('span', { className: 'sila-mark', key: mark }, mark))
}

/** The list of examples; a click opens one in a tab of its own, or goes to the tab where it is open already. */
function Menu() {
  const tabs = useGraphiQL((state) => state.tabs)
  const queryEditor = useGraphiQL((state) => state.queryEditor)
  const variableEditor = useGraphiQL((state) => state.variableEditor)
  const headerEditor = useGraphiQL((state) => state.headerEditor)
  const { addTab, changeTab } = useGraphiQLActions()
  const open = ({ document, variables, key }) => {
    const there = tabs.findIndex(({ query }) => query === document)
    if (there >= 0) return changeTab(there)
    // A key that was written into one tab goes along into the next.
    const headers = headerEditor.getValue() || (key ? KEY_TEMPLATE : '')
    addTab()
    queryEditor.setValue(document)
    variableEditor.setValue(variables ? JSON.stringify(variables, null, 2) : '')
    headerEditor.setValue(headers)
  }
  return createElement(
    'section',
    { className: 'sila-examples', 'aria-label': 'Examples' },
    createElement('h2', { dir: 'rtl' }, 'أمثلة'),
    createElement(
      'ul',
      null,
      EXAMPLES.map((example) =>
        createElement(
          'li',
          { key: example.name },
          createElement(
            'button',
            {
              type: 'button',
              'data-example': example.name,
              onClick: () => open(example),
              disabled: !queryEditor || !variableEditor || !headerEditor,
            },
            createElement('strong', { dir: 'rtl' }, example.ar),
            createElement('small', { dir: 'ltr' }, example.en),
            Marks(example),
          ),
        ),
      ),
    ),
  )
}

const Icon = () =>
  createElement(
    'svg',
    {
      viewBox: '0 0 16 16',
      fill: 'none',
      stroke: 'currentColor',
      strokeWidth: 1.5,
      height: '1em',
      'aria-hidden': true,
    },
    createElement('path', { d: 'M2 3h12M2 8h12M2 13h8' }),
  )

/** The panel of GraphiQL that lists the examples. */
export const EXAMPLES_PLUGIN = { title: 'أمثلة Examples', icon: Icon, content: Menu }
