import type { Command } from 'commander'
import { attributionLine, MAX_ATTRIBUTION } from '../entities/attribution-line.ts'
import { DisplayPolicy } from '../entities/enums.ts'
import { AppError } from '../errors.ts'
import { DisplayTermsStore } from '../stores/display-terms-store.ts'
import { PartnerStore } from '../stores/partner-store.ts'
import { SourceStore } from '../stores/source-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import { table } from './feed-views.ts'
import { onDatabase } from './on-database.ts'
import type { Perform } from './run.ts'

const POLICIES = Object.keys(DisplayPolicy).join(', ').toLowerCase()

interface Options {
  source?: string
  display?: string
  attribution?: string
  clear?: boolean
  json?: boolean
}

/** `sila partners terms`: what was agreed with a partner about how much may be shown, and whom to name. */
export function addTerms(partners: Command, perform: Perform): void {
  partners
    .command('terms')
    .argument('<name>', 'the partner')
    .option('--source <slug>', 'about this source; else about all, which can only take away')
    .option('--display <policy>', `how much may be shown: ${POLICIES}`)
    .option('--attribution <line>', 'the line that names the source')
    .option('--clear', 'nothing is agreed any more')
    .description('print what a partner may show of each source; with --display, --attribution or --clear set it first')
    .action((name: string, _, self: { optsWithGlobals(): Options }) => {
      const options = self.optsWithGlobals()
      return perform(options.json, (context) => terms(name, options, context))
    })
}

async function terms(name: string, options: Options, context: CommandContext): Promise<number> {
  const { source, clear = false } = options
  const display = options.display?.toUpperCase() ?? null
  const attribution = options.attribution === undefined ? null : attributionLine(options.attribution)
  const problem =
    display !== null && !Object.hasOwn(DisplayPolicy, display)
      ? `--display ${options.display}: must be of ${POLICIES}`
      : options.attribution !== undefined && attribution === null
        ? `--attribution: a line of 1 to ${MAX_ATTRIBUTION} characters`
        : clear && (display !== null || attribution !== null)
          ? '--clear stands alone'
          : null
  if (problem !== null) {
    context.say(`sila: ${problem}`)
    return EXIT.misused
  }
  return await onDatabase(context, async ({ manager }) => {
    const partner = await new PartnerStore(manager).byName(name)
    if (partner === null) throw new AppError('NOT_FOUND', `There is no partner ${name}`)
    const about = source === undefined ? null : await new SourceStore(manager).bySlug(source)
    if (source !== undefined && about === null) throw new AppError('NOT_FOUND', `There is no source ${source}`)
    const store = new DisplayTermsStore(manager)
    if (clear || display !== null || attribution !== null) {
      const agreed = { display: display as DisplayPolicy | null, attribution }
      await store.set({ partnerId: partner.id, sourceId: about?.id ?? null, ...agreed })
    }
    const rows = (await store.list(partner.id)).map(({ sourceSlug, display, attribution }) => ({
      source: sourceSlug,
      display,
      attribution,
    }))
    if (context.json) context.print({ partner: name, terms: rows })
    else {
      const lines = rows.map((row) => [row.source ?? '(all)', row.display?.toLowerCase() ?? '', row.attribution ?? ''])
      context.write(table(['SOURCE', 'DISPLAY', 'ATTRIBUTION'], lines))
    }
    return EXIT.done
  })
}
