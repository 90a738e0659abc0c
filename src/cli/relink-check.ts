import { openStore } from '../app/open-store.ts'
import { checkRecord } from '../desk/replay/check-record.ts'
import { type CommandContext, EXIT } from './command.ts'
import { progressOn } from './progress.ts'

/** `sila relink --check`: decides about all stored texts again, in one snapshot of the store, and tells what is stored otherwise. */
export async function checkLinks(context: CommandContext): Promise<number> {
  const config = context.config()
  const store = await openStore(config, context.log(config))
  const progress = progressOn(process.stderr, 'check')
  try {
    const checked = await store.database.transaction('REPEATABLE READ', (manager) =>
      checkRecord(manager, { onProgress: progress.update }),
    )
    progress.stop()
    context.print(checked)
    if (checked.unknown > 0)
      context.say(`sila: of ${checked.unknown} articles too little is stored to decide about them again`)
    return checked.different > 0 ? EXIT.failed : EXIT.done
  } finally {
    progress.stop()
    await store.close()
  }
}
