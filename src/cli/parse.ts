import { inputKind, readByteLines, readDocument } from '../ingestion/input-file.ts'
import { parseDocument } from '../ingestion/parse-document.ts'
import { articleRecords } from '../ingestion/records.ts'
import { type CommandContext, EXIT } from './command.ts'
import type { AddCommand } from './run.ts'

/** `sila parse FILE`: what a file holds, without storing it. */
export const parseCommand: AddCommand = (program, perform) => {
  program
    .command('parse')
    .argument('<file>', 'a feed (.xml .rss .atom .json), page (.html), page dump (.txt) or records (.jsonl); also .gz')
    .option('--url <url>', 'address that relative links are resolved against')
    .description('print what a feed or page dump holds, without storing it')
    .action((file: string, options: { url?: string; json?: boolean }) =>
      perform(options.json, (context) => parseFile(file, options.url ?? null, context)),
    )
}

async function parseFile(file: string, url: string | null, context: CommandContext): Promise<number> {
  const kind = inputKind(file)
  if (kind === null) {
    context.say(`sila: ${file}: the name does not tell what it is: .txt .html .xml .rss .atom .json .jsonl, also .gz`)
    return EXIT.misused
  }
  const now = new Date()
  if (kind === 'records') {
    const items: object[] = []
    const rejected: object[] = []
    for await (const record of articleRecords(readByteLines(file), now, (warning) => context.say(`sila: ${warning}`))) {
      if ('reason' in record) rejected.push(record)
      else items.push(record.item)
    }
    context.print({ format: 'articles', title: null, items, rejected })
    return items.length > 0 || rejected.length === 0 ? EXIT.done : EXIT.failed
  }
  const { format, title, items, rejected } = parseDocument(await readDocument(file), kind, now, url)
  context.print({ format, title, items: items.map(({ item }) => item), rejected })
  return items.length > 0 || rejected.length === 0 ? EXIT.done : EXIT.failed
}
