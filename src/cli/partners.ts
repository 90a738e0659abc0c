import { PartnerMode } from '../entities/enums.ts'
import { AppError } from '../errors.ts'
import { type ListedPartner, PartnerStore } from '../stores/partner-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import { table } from './feed-views.ts'
import { onDatabase } from './on-database.ts'
import { addTerms } from './partner-terms.ts'
import { GROUPS, printUsage, type UsageOptions } from './partners-usage.ts'
import type { AddCommand } from './run.ts'

const MODES = Object.keys(PartnerMode)
  .map((mode) => mode.toLowerCase())
  .join(', ')
const MAX_NAME = 100

interface Self<Options> {
  optsWithGlobals(): Options
}

/** `sila partners …`: who asks with keys, and whether only with documents of their own. */
export const partnersCommand: AddCommand = (program, perform) => {
  const partners = program.command('partners').description('make and list partners, and hold them to their documents')
  partners
    .command('create')
    .argument('<name>', 'what the partner is called')
    .option('--mode <mode>', `what becomes of operations without a document of theirs: ${MODES}`, 'log')
    .description('make a partner')
    .action((name: string, _, self: Self<{ mode: string; json?: boolean }>) => {
      const { mode, json } = self.optsWithGlobals()
      return perform(json, (context) => create(name.trim(), mode, context))
    })
  partners
    .command('list')
    .description('list the partners')
    .action((_, self: Self<{ json?: boolean }>) => perform(self.optsWithGlobals().json, list))
  partners
    .command('usage')
    .argument('[name]', 'the partner; else all')
    .option('--since <date>', 'from this moment on, such as 2026-11-01; else of the last 30 days')
    .option('--until <date>', 'before this moment')
    .option('--by <what>', `summed up by ${GROUPS}`, 'operation')
    .option('--csv', 'as CSV')
    .description('tell how often operations were asked, and what they cost')
    .action((name: string | undefined, _, self: Self<UsageOptions>) => {
      const options = self.optsWithGlobals()
      return perform(options.json, (context) => printUsage(name, options, context))
    })
  partners
    .command('mode')
    .argument('<name>', 'the partner')
    .argument('<mode>', MODES)
    .description(
      'say what becomes of operations without a document of theirs: log runs and logs them, warn says so in the answer, enforce refuses them',
    )
    .action((name: string, mode: string, _, self: Self<{ json?: boolean }>) =>
      perform(self.optsWithGlobals().json, (context) => setMode(name, mode, context)),
    )
  addTerms(partners, perform)
}

async function create(name: string, given: string, context: CommandContext): Promise<number> {
  const mode = modeOf(given, context)
  if (name === '' || name.length > MAX_NAME) context.say(`sila: a name has 1 to ${MAX_NAME} characters`)
  if (mode === null || name === '' || name.length > MAX_NAME) return EXIT.misused
  return await onDatabase(context, async ({ manager }) => {
    const partner = await new PartnerStore(manager).create(name, mode)
    if (partner === null) throw new AppError('BAD_USER_INPUT', `There is a partner ${name} already`)
    context.print(shown(partner))
    return EXIT.done
  })
}

async function setMode(name: string, given: string, context: CommandContext): Promise<number> {
  const mode = modeOf(given, context)
  if (mode === null) return EXIT.misused
  return await onDatabase(context, async ({ manager }) => {
    const partner = await new PartnerStore(manager).setMode(name, mode)
    if (partner === null) throw new AppError('NOT_FOUND', `There is no partner ${name}`)
    context.print(shown(partner))
    return EXIT.done
  })
}

async function list(context: CommandContext): Promise<number> {
  return await onDatabase(context, async ({ manager }) => {
    const partners = (await new PartnerStore(manager).list()).map((partner) => ({
      ...shown(partner),
      ...counts(partner),
    }))
    if (context.json) context.print({ partners })
    else {
      const lines = partners.map(({ name, mode, keys, apps, documents }) => [
        name,
        mode,
        `${keys}`,
        `${apps}`,
        `${documents}`,
      ])
      context.write(table(['NAME', 'MODE', 'KEYS', 'APPS', 'DOCUMENTS'], lines))
    }
    return EXIT.done
  })
}

function modeOf(given: string, context: CommandContext): PartnerMode | null {
  const mode = given.toUpperCase()
  if (Object.hasOwn(PartnerMode, mode)) return mode as PartnerMode
  context.say(`sila: ${given}: a mode is one of ${MODES}`)
  return null
}

const shown = ({ name, mode, createdAt }: Pick<ListedPartner, 'name' | 'mode' | 'createdAt'>) => ({
  name,
  mode: mode.toLowerCase(),
  createdAt,
})
const counts = ({ keys, apps, documents }: ListedPartner) => ({ keys, apps, documents })
