import { access, constants } from 'node:fs/promises'
import { openStore } from '../app/open-store.ts'
import { type Config, ConfigError, unknownSettings } from '../config.ts'
import { messageOf } from '../errors.ts'
import { inspectEmbeddedDatabase } from '../ops/embedded-database.ts'
import { makeFolder } from '../ops/make-folder.ts'
import { databaseCtype, pendingMigrations, schemaDrift, serverVersion } from '../stores/database.ts'
import { InboxStore } from '../stores/inbox-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import type { AddCommand } from './run.ts'

/** One thing looked at; where it is not well, what to do. */
interface Finding {
  check: string
  ok: boolean
  found: string
  fix: string | null
}

const OLDEST_POSTGRESQL = 150_000

/** `sila doctor`: looks at everything a server needs, and says what to do where something is wrong. */
export const doctorCommand: AddCommand = (program, perform) => {
  program
    .command('doctor')
    .description('check what the server needs; a fix on every line that is not well')
    .action((options: { json?: boolean }) => perform(options.json, doctor))
}

async function doctor(context: CommandContext): Promise<number> {
  const findings = await examine(context)
  if (context.json) context.print(findings)
  else
    for (const { check, ok, found, fix } of findings)
      context.write(`${ok ? 'ok  ' : 'FAIL'}  ${check}: ${found}${fix ? `\n      fix: ${fix}` : ''}\n`)
  return findings.every(({ ok }) => ok) ? EXIT.done : EXIT.failed
}

async function examine(context: CommandContext): Promise<Finding[]> {
  const findings: Finding[] = []
  const add = (check: string, ok: boolean, found: string, fix: string) =>
    findings.push({ check, ok, found, fix: ok ? null : fix })
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  add('node', major > 20 || (major === 20 && minor >= 19), process.version, 'install Node.js 20.19 or newer')
  let config: Config
  try {
    config = context.config()
    const unknown = unknownSettings()
    add(
      'configuration',
      unknown.length === 0,
      unknown.length === 0 ? 'read' : `not settings: ${unknown.join(', ')}`,
      'correct or remove them; `sila config` lists all settings',
    )
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    add('configuration', false, error.problems.join('; '), 'correct the settings named; `sila config` lists them all')
    return findings
  }
  if (config.databaseUrl === null) {
    try {
      await makeFolder(config.dataDir)
      await access(config.dataDir, constants.W_OK)
      add('data folder', true, config.dataDir, '')
      const { state } = await inspectEmbeddedDatabase(config.dataDir)
      add('embedded database', true, state, '')
    } catch (error) {
      add(
        'data folder',
        false,
        messageOf(error),
        `make ${config.dataDir} writable, or set SILA_DATA_DIR to a folder that is`,
      )
      return findings
    }
  }
  await examineDatabase(config, context, add)
  return findings
}

async function examineDatabase(
  config: Config,
  context: CommandContext,
  add: (check: string, ok: boolean, found: string, fix: string) => void,
): Promise<void> {
  try {
    const store = await openStore(config, context.log(config), { migrate: false })
    try {
      const { number, name } = await serverVersion(store.database)
      add('PostgreSQL', number >= OLDEST_POSTGRESQL, name, 'use PostgreSQL 15 or newer')
      const ctype = await databaseCtype(store.database)
      add('letters', true, `LC_CTYPE ${ctype}; any will do, words are told by Sila's own analyzer`, '')
      const pending = await pendingMigrations(store.database)
      add(
        'migrations',
        pending.length === 0,
        pending.length === 0 ? 'all applied' : `waiting: ${pending.join(', ')}`,
        'run `sila migrate`',
      )
      if (pending.length > 0) return
      const drift = await schemaDrift(store.database)
      const changed = 'the schema was changed by hand: undo that, or restore a backup'
      add('schema', drift.length === 0, drift.length === 0 ? 'as the entities say' : drift.join('; '), changed)
      const waiting = await new InboxStore(store.database.manager).size()
      add('inbox', waiting < 10_000, `${waiting} waiting`, 'start a server with the role desk')
    } finally {
      await store.close()
    }
  } catch (error) {
    add(
      'database',
      false,
      messageOf(error),
      config.databaseUrl === null ? 'see the message' : 'check DATABASE_URL and that the server runs',
    )
  }
}
