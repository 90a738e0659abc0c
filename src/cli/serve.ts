import { ConfigError, type Role, unknownSettings } from '../config.ts'
import { createLog } from '../ops/log.ts'
import { Shutdown } from '../ops/shutdown.ts'
import { EXIT } from './command.ts'
import type { AddCommand } from './run.ts'

const ROLES: readonly string[] = ['api', 'ingest', 'desk']

/** `sila serve`: the server, until it is told to stop. */
export const serveCommand: AddCommand = (program, perform) => {
  program
    .command('serve')
    .option('--roles <roles>', 'what this process does: api,ingest,desk (else SILA_ROLES)')
    .description('run the server')
    .action((options: { roles?: string; json?: boolean }) =>
      perform(options.json, async (context) => {
        const config = {
          ...context.config(),
          ...(options.roles === undefined ? {} : { roles: rolesOf(options.roles) }),
        }
        // Before the log, which bears the ids of traces, and before what it wraps is loaded.
        const untraced = (error: string) => log.warn({ error }, 'traces.failed')
        const tracing =
          config.traceEndpoint === null ? null : (await import('../ops/tracing.ts')).startTracing(untraced)
        const log = createLog(config.logLevel)
        for (const setting of unknownSettings()) log.warn({ setting }, 'config.unknown')
        // What serves is loaded by who serves: every other command starts without it.
        const { startServer } = await import('../app.ts')
        const shutdown = new Shutdown(log, config.drainSeconds * 1_000)
        if (tracing !== null) shutdown.add('tracing', () => tracing.close())
        shutdown.onSignals()
        try {
          const { url } = await startServer(config, log, (name, close) => shutdown.add(name, close))
          if (url !== null) context.say(`Sila answers at ${url}`)
        } catch (error) {
          await shutdown.run()
          throw error
        }
        return EXIT.done
      }),
    )
}

function rolesOf(text: string): Role[] {
  const roles = text.split(',').map((role) => role.trim())
  const wrong = roles.filter((role) => !ROLES.includes(role))
  if (wrong.length > 0) throw new ConfigError([`--roles: ${wrong.join(', ')}: must be of ${ROLES.join(', ')}`])
  return roles as Role[]
}
