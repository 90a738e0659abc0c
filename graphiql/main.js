import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import './page.css'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { createClient } from 'graphql-ws'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { EXAMPLES } from './examples.js'
import { EXAMPLES_PLUGIN } from './menu.js'

const url = new URL('/graphql', location.href)
const socketUrl = new URL(url)
socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'

/** The key that the headers editor holds, for the socket, which has no headers of its own. */
let authorization

const wsClient = createClient({
  url: socketUrl.href,
  lazy: true,
  retryAttempts: Number.POSITIVE_INFINITY,
  connectionParams: () => (authorization ? { authorization } : {}),
})
const fetcher = createGraphiQLFetcher({ url: url.href, wsClient })

/** As the fetcher, and keeps the key for when a socket is opened. */
const fetchWithKey = (parameters, options) => {
  const headers = options?.headers ?? {}
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'authorization')
  authorization = name && headers[name]
  return fetcher(parameters, options)
}

createRoot(document.getElementById('graphiql')).render(
  createElement(GraphiQL, {
    fetcher: fetchWithKey,
    defaultTabs: [{ query: EXAMPLES[0].document }],
    plugins: [EXAMPLES_PLUGIN, HISTORY_PLUGIN],
    visiblePlugin: EXAMPLES_PLUGIN,
    defaultEditorToolsVisibility: 'variables',
    shouldPersistHeaders: false,
  }),
)
