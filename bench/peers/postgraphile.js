// PostGraphile 5 as its manual sets it up for production: the preset, one pool, nothing that explains or watches.
import { createServer } from 'node:http'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { answerCommands } from './commands.js'

async function open({ url }) {
  const preset = {
    extends: [PostGraphileAmberPreset],
    pgServices: [makePgService({ connectionString: url, schemas: ['public', 'bench_peers'], poolConfig: { max: 16 } })],
    grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
    grafast: { explain: false },
  }
  const server = createServer()
  await postgraphile(preset).createServ(grafserv).addTo(server)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address().port
}

answerCommands({ open })
