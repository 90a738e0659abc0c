import { SharedBuckets } from '../gateway/shared-buckets.ts'
import type { Logger } from '../ops/log.ts'
import { connect } from '../stores/database.ts'
import { DocumentUsageStore } from '../stores/document-usage-store.ts'
import { PointBucketStore } from '../stores/point-bucket-store.ts'

/** Connections for what is counted: a crowd that waits for the others must not be let ask because of it, nor go uncounted. */
const POOL_SIZE = 4

/** What nodes count together: the points of partners, and what they ask. */
export interface OpenCounts {
  partnerQuota: SharedBuckets
  usage: DocumentUsageStore
  close(): Promise<void>
}

/** Opens the counts over connections of their own. */
export async function openCounts(url: string, log: Pick<Logger, 'warn'>): Promise<OpenCounts> {
  const database = await connect(url, { poolSize: POOL_SIZE, applicationName: 'sila counts', hasty: true })
  const warn = (fields: object, event: string) => log.warn(fields, event)
  const buckets = new PointBucketStore(database.manager)
  const partnerQuota = new SharedBuckets({ buckets, now: () => performance.now(), warn })
  return {
    partnerQuota,
    usage: new DocumentUsageStore(database.manager),
    async close() {
      await partnerQuota.close()
      await database.destroy()
    },
  }
}
