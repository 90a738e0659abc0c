import { Command, CommanderError } from 'commander'
import { version } from '../ops/version.ts'
import { analyzeCommand } from './analyze.ts'
import { benchCommand } from './bench.ts'
import { commandContext, EXIT, failure } from './command.ts'
import { configCommand } from './config.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { documentsCommand } from './documents.ts'
import { evalCommand } from './eval.ts'
import { extractCommand } from './extract.ts'
import { feedsCommand } from './feeds.ts'
import { importCommand } from './import.ts'
import { keysCommand } from './keys.ts'
import { mergeCommand } from './merge.ts'
import { migrateCommand } from './migrate.ts'
import { parseCommand } from './parse.ts'
import { partnersCommand } from './partners.ts'
import { reextractCommand } from './reextract.ts'
import { relinkCommand } from './relink.ts'
import { serveCommand } from './serve.ts'
import { withdrawCommand } from './withdraw.ts'

/** A command: declares itself on the program, and gives the exit code of its run to `finish`. */
export type AddCommand = (program: Command, perform: Perform) => void
/** Runs the body of a command, with failures said and turned into exit codes. */
export type Perform = (
  json: boolean | undefined,
  body: (context: ReturnType<typeof commandContext>) => Promise<number | undefined>,
) => Promise<void>

const COMMANDS: readonly AddCommand[] = [
  serveCommand,
  importCommand,
  parseCommand,
  extractCommand,
  analyzeCommand,
  withdrawCommand,
  mergeCommand,
  reextractCommand,
  relinkCommand,
  feedsCommand,
  partnersCommand,
  keysCommand,
  documentsCommand,
  migrateCommand,
  configCommand,
  doctorCommand,
  demoCommand,
  evalCommand,
  benchCommand,
]

/** Runs the command line `sila …` and gives the exit code: 0 done, 1 failed, 2 misused. */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.done
  const perform: Perform = async (json, body) => {
    const context = commandContext(json ?? false)
    try {
      code = (await body(context)) ?? EXIT.done
    } catch (error) {
      code = failure(error, context)
    }
  }
  const program = new Command('sila')
    .description('Arabic-first news aggregation server')
    .version(version())
    // Before a command only: `documents publish --version` is a version of an app.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  for (const add of COMMANDS) add(program, perform)
  for (const command of program.commands) {
    command.exitOverride().enablePositionalOptions(false).option('--json', 'data as one line of JSON')
  }
  try {
    await program.parseAsync(argv as string[], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT.done : EXIT.misused
  }
  return code
}
