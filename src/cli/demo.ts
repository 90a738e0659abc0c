import { openDesk } from '../app/open-desk.ts'
import { openStore } from '../app/open-store.ts'
import { clearSample } from '../sample/clear-sample.ts'
import { SampleStore } from '../stores/sample-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import { progressOn } from './progress.ts'
import type { AddCommand } from './run.ts'

interface Options {
  clear?: boolean
  json?: boolean
}

/** `sila demo`: says whether the bundled sample is in the store, or withdraws it. */
export const demoCommand: AddCommand = (program, perform) => {
  program
    .command('demo')
    .option('--clear', 'withdraw all articles of the sample; its newsroom ends')
    .description('say what the store holds of the bundled sample')
    .action((options: Options) => perform(options.json, options.clear ? clear : show))
}

async function show(context: CommandContext): Promise<number> {
  const config = context.config()
  const store = await openStore(config, context.log(config))
  try {
    const sample = new SampleStore(store.database.manager)
    const [published, waiting] = [await sample.countPublished(), await sample.countWaiting()]
    context.print({ published, waiting, ownArticles: !(await sample.holdsOnlySample()) })
    return EXIT.done
  } finally {
    await store.close()
  }
}

async function clear(context: CommandContext): Promise<number> {
  const config = context.config()
  const log = context.log(config)
  const store = await openStore(config, log)
  const desk = openDesk(store, config, log)
  const progress = progressOn(process.stderr, 'withdraw')
  try {
    const withdrawn = await clearSample(store.database.manager, progress.update)
    progress.stop()
    context.print({ withdrawn })
    return EXIT.done
  } finally {
    progress.stop()
    await desk.close()
    await store.close()
  }
}
