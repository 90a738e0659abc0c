import type { Command } from 'commander'
import { type CommandContext, EXIT } from './command.ts'
import type { OfficeOptions } from './document-office.ts'
import { listDocuments, publishDocuments, retireDocuments } from './documents-change.ts'
import { checkDocuments, diffDocuments } from './documents-check.ts'
import type { AddCommand } from './run.ts'

const MANIFEST = 'a manifest of Apollo, graphql-codegen, Relay or Hive; - reads stdin'

/** `sila documents …`: what partners may run. */
export const documentsCommand: AddCommand = (program, perform) => {
  const documents = program.command('documents').description('publish, list, compare, check and retire documents')
  const add = (name: string, description: string): Command =>
    documents
      .command(name)
      .description(description)
      .option('--url <url>', 'address of a server; else the own database')
      .option('--key <key>', 'key of a partner with the scope publish, for --url')
      .option('--partner <name>', 'whose documents, on the own database; else who has the app')
  const run =
    <Options extends OfficeOptions>(
      body: (given: string[], options: Options, context: CommandContext) => Promise<number>,
    ) =>
    async (...all: unknown[]) => {
      const command = all.at(-1) as Command
      const options = command.optsWithGlobals<Options & { json?: boolean }>()
      const given = command.args
      await perform(options.json, async (context) => {
        const problem = misuse(options)
        if (problem === null) return await body(given, options, context)
        context.say(`sila: ${problem}`)
        return EXIT.misused
      })
    }
  add('publish', 'publish the documents of a version of an app: all of them or none')
    .argument('<manifest>', MANIFEST)
    .requiredOption('--app <name>', 'the app that asks with them')
    .requiredOption('--version <version>', 'its version; published again it grows')
    .option('--pending', 'not to run yet: publish it again without this when it is released')
    .action(run(publishDocuments))
  add('list', 'list registered documents with their cost and use')
    .option('--app <name>', 'of one app')
    .option('--version <version>', 'of one version')
    .action(run(listDocuments))
  add('diff', 'compare a manifest with what is registered; 1 where it cannot be published')
    .argument('<manifest>', MANIFEST)
    .requiredOption('--app <name>', 'the app')
    .option('--version <version>', 'the version; else all that run')
    .action(run(diffDocuments))
  add('check', 'check documents against the schema; 1 where it breaks one. Without a manifest: all that run')
    .argument('[manifest]', MANIFEST)
    .option('--schema <file>', 'a schema as SDL; else the one that is served')
    .action(run(checkDocuments))
  add('retire', 'end a document, or a version; what is in use needs a sunset first, then force')
    .argument('<id>', 'id of a document, or app@version')
    .option('--sunset <date>', 'when it ends, such as 2027-01-31; answers say so meanwhile')
    .option('--force', 'end it now although it is in use, once its sunset was announced')
    .action(run(retireDocuments))
}

function misuse({ url, key, partner }: OfficeOptions): string | null {
  if (url === undefined) return key === undefined ? null : '--key is for --url'
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return `--url ${url}: must be an http(s) address`
  return partner === undefined ? null : '--partner is for the own database: a key says whose documents are meant'
}
