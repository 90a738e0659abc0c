import { Command, CommanderError, Option } from 'commander'
import { version } from '../ops/version.ts'
import { commandContext, EXIT, failure } from './command.ts'

/** A command: declares itself on the program, and gives the exit code of its run to `finish`. */
export type AddCommand = (program: Command, perform: Perform) => void
/** Runs the body of a command, with failures said and turned into exit codes. */
export type Perform = (
  json: boolean | undefined,
  body: (context: ReturnType<typeof commandContext>) => Promise<number | undefined>,
) => Promise<void>

/** By name, each in a file of its own that is loaded when it is asked for: it brings all that it needs, up to the whole server. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  import: async () => (await import('./import.ts')).importCommand,
  parse: async () => (await import('./parse.ts')).parseCommand,
  extract: async () => (await import('./extract.ts')).extractCommand,
  analyze: async () => (await import('./analyze.ts')).analyzeCommand,
  withdraw: async () => (await import('./withdraw.ts')).withdrawCommand,
  merge: async () => (await import('./merge.ts')).mergeCommand,
  reextract: async () => (await import('./reextract.ts')).reextractCommand,
  relink: async () => (await import('./relink.ts')).relinkCommand,
  feeds: async () => (await import('./feeds.ts')).feedsCommand,
  partners: async () => (await import('./partners.ts')).partnersCommand,
  keys: async () => (await import('./keys.ts')).keysCommand,
  documents: async () => (await import('./documents.ts')).documentsCommand,
  webhooks: async () => (await import('./webhooks.ts')).webhooksCommand,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  restore: async () => (await import('./restore.ts')).restoreCommand,
  config: async () => (await import('./config.ts')).configCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
  eval: async () => (await import('./eval.ts')).evalCommand,
  bench: async () => (await import('./bench.ts')).benchCommand,
}

const JSON_HELP = 'data as one line of JSON'

/** The command that is asked for; all of them where help is, or something that is none. */
const commandsOf = (argv: readonly string[]): Promise<AddCommand[]> => {
  const asked = argv.find((word) => !word.startsWith('-'))
  const named = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked]!] : Object.values(COMMANDS)
  return Promise.all(named.map((load) => load()))
}

/** Runs the command line `sila …` and gives the exit code: 0 done, 1 failed, 2 misused. */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.done
  const perform: Perform = async (json, body) => {
    const context = commandContext(json ?? program.opts<{ json?: boolean }>().json ?? false)
    try {
      code = (await body(context)) ?? EXIT.done
    } catch (error) {
      code = failure(error, context)
    }
  }
  const program = new Command('sila')
    .description('Arabic-first news aggregation server')
    .version(version())
    .option('--json', JSON_HELP)
    // Before a command only: `documents publish --version` is a version of an app.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  for (const add of await commandsOf(argv)) add(program, perform)
  for (const command of program.commands) {
    // Behind the command as well as before it, and in its help once.
    command.exitOverride().enablePositionalOptions(false).addOption(new Option('--json', JSON_HELP).hideHelp())
  }
  try {
    await program.parseAsync(argv as string[], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT.done : EXIT.misused
  }
  return code
}
