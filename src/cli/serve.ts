import type { AddCommand } from './run.ts'

export const serveCommand: AddCommand = (program, perform) => {
  program.command('serve').action((options: { json?: boolean }) => perform(options.json, async () => undefined))
}
