import { describeConfig } from '../config.ts'
import { EXIT } from './command.ts'
import type { AddCommand } from './run.ts'

/** `sila config`: every setting, its value and what it means; secrets are withheld. */
export const configCommand: AddCommand = (program, perform) => {
  program
    .command('config')
    .description('print every setting, its value and what it means')
    .action((options: { json?: boolean }) =>
      perform(options.json, async (context) => {
        const settings = describeConfig()
        if (context.json) {
          context.print(settings)
          return EXIT.done
        }
        const width = (pick: (setting: (typeof settings)[number]) => string) =>
          Math.max(...settings.map((s) => pick(s).length))
        const [names, values] = [width((s) => s.name), width((s) => s.value)]
        for (const { name, value, set, help } of settings) {
          context.write(`${name.padEnd(names)}  ${value.padEnd(values)}  ${set ? 'set    ' : 'default'}  ${help}\n`)
        }
        return EXIT.done
      }),
    )
}
