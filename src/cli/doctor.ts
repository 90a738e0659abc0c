import { type Config, ConfigError, unknownSettings } from '../config.ts'
import { messageOf } from '../errors.ts'
import { InspectionStore } from '../stores/inspection-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import { examineAround } from './doctor/around.ts'
import { examineSchema, examineServer, openToExamine } from './doctor/database.ts'
import { Findings } from './doctor/findings.ts'
import { examineFolder, examineNode } from './doctor/machine.ts'
import { examineWork } from './doctor/work.ts'
import type { AddCommand } from './run.ts'

const SIGNS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const

/** `sila doctor`: looks at everything a server needs, and says what to do where something is wrong. */
export const doctorCommand: AddCommand = (program, perform) => {
  program
    .command('doctor')
    .description('check what the server needs and how it does; a fix on every line that is not well')
    .action((options: { json?: boolean }) => perform(options.json, doctor))
}

async function doctor(context: CommandContext): Promise<number> {
  const findings = new Findings()
  await examine(context, findings)
  if (context.json) context.print(findings.all)
  else
    for (const { check, state, found, fix } of findings.all)
      context.write(`${SIGNS[state]}  ${check}: ${found}${fix ? `\n      fix: ${fix}` : ''}\n`)
  return findings.failed ? EXIT.failed : EXIT.done
}

async function examine(context: CommandContext, findings: Findings): Promise<void> {
  examineNode(findings)
  const config = examineConfig(context, findings)
  if (config === null || !(await examineFolder(config, findings))) return
  const store = await openToExamine(config, context.log(config), findings)
  if (store === null) return
  try {
    if (!(await examineSchema(store, findings))) return
    const { manager } = store.database
    const inspection = await new InspectionStore(manager).look()
    examineServer(inspection, findings)
    await examineWork(manager, config, inspection, findings)
    await examineAround(store.database, config, findings)
  } catch (error) {
    const fix = 'it went away while it was looked at: see its log, then run `sila doctor` again'
    findings.note('database', false, messageOf(error), fix)
  } finally {
    await store.close()
  }
}

function examineConfig(context: CommandContext, findings: Findings): Config | null {
  try {
    const config = context.config()
    const unknown = unknownSettings()
    const isWell = unknown.length === 0
    const found = isWell ? 'read' : `not settings: ${unknown.join(', ')}`
    findings.note('configuration', isWell, found, 'correct or remove them; `sila config` lists all settings')
    return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const fix = 'correct the settings named; `sila config` lists them all'
    findings.note('configuration', false, error.problems.join('; '), fix)
    return null
  }
}
