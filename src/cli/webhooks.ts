import type { Command } from 'commander'
import type { DataSource } from 'typeorm'
import { webhookDeskOf } from '../app/open-webhooks.ts'
import type { Config } from '../config.ts'
import { ChangeType } from '../entities/enums.ts'
import { decodeId, encodeId, type NodePrefix } from '../entities/node-id.ts'
import type { UserError } from '../entities/user-error.ts'
import type { WebhookAnswer, WebhookOffice } from '../entities/webhook-work.ts'
import { AppError } from '../errors.ts'
import { readFilterParameters } from '../gateway/filter-parameters.ts'
import { PartnerStore } from '../stores/partner-store.ts'
import { WebhookDeliveryStore } from '../stores/webhook-delivery-store.ts'
import { WebhookStore } from '../stores/webhook-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import { table } from './feed-views.ts'
import { onDatabase } from './on-database.ts'
import type { AddCommand, Perform } from './run.ts'
import { deliveryView, webhookView } from './webhook-views.ts'

const TYPES = Object.keys(ChangeType).join(', ').toLowerCase()
/** Webhooks, and deliveries of one, that a command lists. */
const MAX_LISTED = 1_000
const MAX_DELIVERIES = 100

interface Self<Options> {
  optsWithGlobals(): Options
}
interface CreateOptions {
  partner: string
  filter?: string
  types?: string
  after?: string
  json?: boolean
}

/** `sila webhooks …`: where changes are delivered to, and what came of it. */
export const webhooksCommand: AddCommand = (program, perform) => {
  const webhooks = program.command('webhooks').description('deliver changes to addresses of partners')
  webhooks
    .command('create')
    .argument('<url>', 'where they are delivered to, over https')
    .requiredOption('--partner <name>', 'whose webhook it is')
    .option('--filter <parameters>', 'of which articles, as feeds are filtered: sources=bbc&text=غزة; else of all')
    .option('--types <types>', `which changes, by comma: ${TYPES}; else all`)
    .option('--after <cursor>', 'the cursor of the log of changes to begin after; else from now on')
    .description('make a webhook; its signing secret is printed once')
    .action((url: string, _, self: Self<CreateOptions>) => {
      const options = self.optsWithGlobals()
      return perform(options.json, (context) => create(url, options, context))
    })
  webhooks
    .command('list')
    .description('list the webhooks with how they do')
    .action((_, self: Self<{ json?: boolean }>) => perform(self.optsWithGlobals().json, list))
  withId(webhooks, perform, 'deliveries', 'list the latest deliveries of a webhook, each with its attempts', deliveries)
  withId(
    webhooks,
    perform,
    'pause',
    'stop delivering; the place in the log stays',
    act((desk, id) => desk.pause(id)),
  )
  withId(
    webhooks,
    perform,
    'resume',
    'deliver again, from where it stopped',
    act((desk, id) => desk.resume(id)),
  )
  withId(
    webhooks,
    perform,
    'remove',
    'take a webhook away for good',
    act((desk, id) => desk.remove(id)),
  )
  withId(
    webhooks,
    perform,
    'rotate',
    'make another signing secret; for a day deliveries bear the signatures of both',
    act((desk, id) => desk.rotate(id)),
  )
  webhooks
    .command('replay')
    .argument('<id>', 'id of the webhook')
    .argument('<cursor>', 'cursor of the log of changes')
    .description('deliver everything after a cursor once more')
    .action((id: string, cursor: string, _, self: Self<{ json?: boolean }>) =>
      perform(self.optsWithGlobals().json, (context) => act((desk, row) => desk.replay(row, cursor))(id, context)),
    )
  withId(webhooks, perform, 'redeliver', 'send a dead letter once more, by the id of the delivery', redeliver)
}

function withId(
  webhooks: Command,
  perform: Perform,
  name: string,
  description: string,
  run: (id: string, context: CommandContext) => Promise<number>,
): void {
  webhooks
    .command(name)
    .argument('<id>', name === 'redeliver' ? 'id of the delivery' : 'id of the webhook')
    .description(description)
    .action((id: string, _, self: Self<{ json?: boolean }>) =>
      perform(self.optsWithGlobals().json, (context) => run(id, context)),
    )
}

async function create(url: string, options: CreateOptions, context: CommandContext): Promise<number> {
  const types = options.types?.split(',').map((type) => type.trim().toUpperCase()) ?? Object.keys(ChangeType)
  const unknown = types.filter((type) => !Object.hasOwn(ChangeType, type))
  if (unknown.length > 0) {
    context.say(`sila: --types ${unknown.join(', ').toLowerCase()}: must be of ${TYPES}`)
    return EXIT.misused
  }
  const filter =
    options.filter === undefined
      ? null
      : readFilterParameters(Object.fromEntries(new URLSearchParams(options.filter)), []).filter
  return await onDatabase(context, async (database, config) => {
    const partner = await new PartnerStore(database.manager).byName(options.partner)
    if (partner === null) throw new AppError('NOT_FOUND', `There is no partner ${options.partner}`)
    const wish = { partnerId: partner.id, url, filter, types: types as ChangeType[], after: options.after ?? null }
    const answer = await webhookDeskOf(database, config).create(wish)
    return await show(answer, database, config, context)
  })
}

async function list(context: CommandContext): Promise<number> {
  return await onDatabase(context, async ({ manager }) => {
    const webhooks = (await new WebhookStore(manager).list(null, MAX_LISTED)).map(webhookView)
    if (context.json) context.print({ webhooks })
    else {
      const lines = webhooks.map(({ id, partner, state, failures, lastDeliveredAt, url }) => [
        id,
        partner,
        state,
        `${failures}`,
        lastDeliveredAt?.toISOString().slice(0, 19) ?? 'never',
        url,
      ])
      context.write(table(['ID', 'PARTNER', 'STATE', 'FAILURES', 'DELIVERED', 'URL'], lines))
    }
    return EXIT.done
  })
}

async function deliveries(id: string, context: CommandContext): Promise<number> {
  return await onDatabase(context, async ({ manager }) => {
    const store = new WebhookDeliveryStore(manager)
    const rows = await store.list(rowId('whk', id), null, MAX_DELIVERIES)
    const attempts = await store.attempts(rows.map((row) => row.id))
    const views = rows.map((row) => deliveryView(row, attempts))
    if (context.json) context.print({ deliveries: views })
    else {
      const lines = views.map(({ id, state, kind, events, createdAt, attempts }) => {
        const last = attempts.at(-1)
        const came = last === undefined ? '' : (last.error ?? `${last.status} in ${last.durationMs} ms`)
        return [id, createdAt.toISOString().slice(0, 19), kind, state, `${events}`, `${attempts.length}`, came]
      })
      context.write(table(['ID', 'MADE', 'KIND', 'STATE', 'EVENTS', 'ATTEMPTS', 'LAST'], lines))
    }
    return EXIT.done
  })
}

async function redeliver(id: string, context: CommandContext): Promise<number> {
  return await onDatabase(context, async (database, config) => {
    const { userErrors } = await webhookDeskOf(database, config).redeliver(rowId('dlv', id))
    failAt(userErrors)
    const row = await new WebhookDeliveryStore(database.manager).byId(rowId('dlv', id))
    context.print(deliveryView(row!, []))
    return EXIT.done
  })
}

const act =
  (change: (desk: WebhookOffice, id: string) => Promise<WebhookAnswer>) =>
  async (id: string, context: CommandContext): Promise<number> =>
    await onDatabase(context, async (database, config) => {
      const answer = await change(webhookDeskOf(database, config), rowId('whk', id))
      return await show(answer, database, config, context)
    })

async function show(
  { webhookId, secret, userErrors }: WebhookAnswer,
  { manager }: DataSource,
  config: Config,
  context: CommandContext,
): Promise<number> {
  failAt(userErrors)
  const webhook = await new WebhookStore(manager).byId(webhookId!)
  const view = webhook === null ? { id: encodeId('whk', webhookId!), removed: true } : webhookView(webhook)
  context.print({ ...view, ...(secret === null ? {} : { secret }) })
  if (secret !== null) {
    context.say('The signing secret is shown this once: keep it now.')
    if (config.secret === null && config.databaseUrl !== null) {
      context.say(`It holds for servers with the file secret of ${config.dataDir}, or the same SILA_SECRET.`)
    }
  }
  return EXIT.done
}

/** Throws what the operator can mend. */
function failAt(errors: readonly UserError[]): void {
  if (errors.length > 0) throw new AppError('BAD_USER_INPUT', errors.map(({ message }) => message.en).join(' '))
}

/** The row that an id names; '0', which none has, where it names nothing of its kind. */
function rowId(prefix: NodePrefix, id: string): string {
  const named = decodeId(id)
  return named?.prefix === prefix ? named.id : '0'
}
