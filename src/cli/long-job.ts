import type { EntityManager } from 'typeorm'
import { openDesk } from '../app/open-desk.ts'
import { type OpenStore, openStore } from '../app/open-store.ts'
import { AppError } from '../errors.ts'
import { JobRunner } from '../ingestion/jobs/job-runner.ts'
import type { LongJob } from '../ingestion/jobs/long-job.ts'
import { CheckpointStore } from '../stores/checkpoint-store.ts'
import { SourceStore } from '../stores/source-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import { progressOn } from './progress.ts'

/** A job made for an open store, and what else to close after it. */
export interface OpenJob<Scope> {
  job: LongJob<Scope>
  scope: Scope
  close?(): Promise<void>
}

/** Runs a long job to its end with its progress, or goes on with one that was stopped; prints what it came to. */
export async function runLongJob<Scope>(
  context: CommandContext,
  open: (store: OpenStore) => Promise<OpenJob<Scope>>,
): Promise<number> {
  const config = context.config()
  const log = context.log(config)
  const store = await openStore(config, log)
  // Whoever waits for the desk stands for its lease as well: there may be no server.
  const desk = openDesk(store, config, log)
  try {
    const { job, scope, close } = await open(store)
    const runner = new JobRunner({
      url: store.url,
      checkpoints: new CheckpointStore(store.database.manager),
      jobs: [job],
      log: (event, fields) => log.info(fields, event),
    })
    const progress = progressOn(process.stderr, job.name)
    try {
      await runner.start()
      const { run, resumed } = await runner.begin(job, scope)
      if (resumed) context.say(`sila: goes on with the ${job.name} that was stopped`)
      const { done, changed, failed, failures } = await runner.finished(run, (place) =>
        progress.update(place.done, Math.max(place.total, place.done), place.failed),
      )
      progress.stop()
      context.print({ done, changed, failed, failures })
      return failed > 0 && failed === done ? EXIT.failed : EXIT.done
    } finally {
      progress.stop()
      await runner.close()
      await close?.()
    }
  } finally {
    await desk.close()
    await store.close()
  }
}

/** The slug of a source that is there; null where none was named. */
export async function knownSource(manager: EntityManager, slug: string | undefined): Promise<string | null> {
  if (slug === undefined) return null
  const source = await new SourceStore(manager).bySlug(slug)
  if (source === null) throw new AppError('NOT_FOUND', `there is no source ${slug}`)
  return source.slug
}
