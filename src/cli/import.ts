import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { openDesk } from '../app/open-desk.ts'
import { openStore } from '../app/open-store.ts'
import { FileImport, type ImportResult } from '../ingestion/import-files.ts'
import type { Bookmark, ImportPlace } from '../ingestion/import-place.ts'
import { CheckpointStore } from '../stores/checkpoint-store.ts'
import { InboxStore } from '../stores/inbox-store.ts'
import { RawPayloadStore } from '../stores/raw-payload-store.ts'
import { SampleStore } from '../stores/sample-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import { progressOn } from './progress.ts'
import type { AddCommand } from './run.ts'

interface Options {
  source?: string
  url?: string
  json?: boolean
}

/** `sila import PATH…`: takes files in and returns when all of it is admitted. */
export const importCommand: AddCommand = (program, perform) => {
  program
    .command('import')
    .argument(
      '<path...>',
      'files or folders: page dumps (.txt), pages (.html), feeds (.xml .rss .atom .json), articles (.jsonl); also .gz',
    )
    .option('--source <slug>', 'source of what names none itself; made if it is new')
    .option('--url <url>', 'address of the page or feed')
    .description('take in page dumps, pages, feeds and article records; returns when all is admitted')
    .action((paths: string[], options: Options) =>
      perform(options.json, (context) => importPaths(paths, options, context)),
    )
}

async function importPaths(paths: string[], options: Options, context: CommandContext): Promise<number> {
  if (options.source !== undefined && !/^[^_\s]{1,100}$/.test(options.source)) {
    context.say(`sila: --source ${options.source}: a slug has 1 to 100 characters, no space and no underscore`)
    return EXIT.misused
  }
  const config = context.config()
  const log = context.log(config)
  const store = await openStore(config, log)
  // Whoever waits for the desk stands for its lease as well: there may be no server.
  const desk = openDesk(store, config, log)
  const progress = progressOn(process.stderr, 'import')
  let result: ImportResult
  let sampleLeft = 0
  try {
    const { manager } = store.database
    result = await new FileImport(new InboxStore(manager), new RawPayloadStore(manager), {
      source: options.source ?? null,
      url: options.url ?? null,
      now: () => new Date(),
      bookmark: bookmarkOf(new CheckpointStore(manager), paths, options),
      onResume: (path, line) => context.say(`sila: goes on with ${path} behind line ${line}, where it was stopped`),
      onProgress: progress.update,
      onWarning: (warning) => context.say(`sila: ${warning}`),
    }).run(paths)
    if (result.articles.created > 0) sampleLeft = await new SampleStore(manager).countPublished()
  } finally {
    progress.stop()
    await desk.close()
    await store.close()
  }
  context.print(result)
  if (sampleLeft > 0) context.say('sila: the store still holds the sample; `sila demo --clear` withdraws it')
  const { created, revised, unchanged } = result.articles
  return created + revised + unchanged === 0 && result.rejected.length > 0 ? EXIT.failed : EXIT.done
}

/** The same files with the same options are the same import. */
function bookmarkOf(checkpoints: CheckpointStore, paths: readonly string[], { source, url }: Options): Bookmark {
  const key = JSON.stringify([paths.map((path) => resolve(path)), source ?? null, url ?? null])
  const name = `import:${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
  return {
    read: async () => (await checkpoints.read<ImportPlace>(name))?.place ?? null,
    write: (place) => checkpoints.write(name, place),
    remove: () => checkpoints.remove(name),
  }
}
