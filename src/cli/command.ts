import { type Config, ConfigError, loadConfig } from '../config.ts'
import { messageOf } from '../errors.ts'
import { createLog, type Logger } from '../ops/log.ts'

/** Exit codes of every command. */
export const EXIT = { done: 0, failed: 1, misused: 2 } as const

/** What a command has at hand: where data and progress go, and how to read the configuration. */
export interface CommandContext {
  /** Writes data: pretty JSON for a reader, one line of JSON with `--json`. */
  print(data: unknown): void
  /** Writes text that is data as it is. */
  write(text: string): void
  /** Writes for people, on stderr. */
  say(text: string): void
  config(): Config
  log(config: Config): Logger
  json: boolean
}

/** The context of one run of the CLI. */
export function commandContext(json: boolean): CommandContext {
  return {
    json,
    print: (data) => void process.stdout.write(`${JSON.stringify(data, null, json ? 0 : 2)}\n`),
    write: (text) => void process.stdout.write(text),
    say: (text) => void process.stderr.write(`${text}\n`),
    config: () => loadConfig(),
    // A command is not a server: below warnings its log would only hide what it has to say.
    log: (config) => createLog(config.logLevel === 'info' ? 'warn' : config.logLevel),
  }
}

/** Says what went wrong, and how the process should end for it. */
export function failure(error: unknown, context: CommandContext): number {
  if (error instanceof ConfigError) {
    context.say(error.message)
    return EXIT.misused
  }
  context.say(context.json ? JSON.stringify({ error: messageOf(error) }) : `sila: ${messageOf(error)}`)
  return EXIT.failed
}
