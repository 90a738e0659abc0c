/** The terms under which feeds and pages are worked on, by whichever process. */
export interface WorkTerms {
  /** How long a claim runs; a process that was killed gives its work back after so long. */
  leaseMs: number
  /** Feeds and pages of one host under way at once, over all processes. */
  perHost: number
}

/** The terms of operation: a fetch ends within 20 seconds, so a lease is only ever renewed while a commit has to wait. */
export const WORK_TERMS: WorkTerms = { leaseMs: 60_000, perHost: 2 }

/** Which rows of a table are to be claimed. */
interface Claim {
  table: 'feed' | 'page_task'
  /** The moment from which a row is due. */
  due: 'next_fetch_at' | 'next_attempt_at'
  /** Rows with what they join, as `w`. */
  from: string
  condition: string
}

/**
 * The part `claimed` of a statement that leases the rows that are due at $1, at most $2, and of each host no more than are
 * free. The lease runs by the database's clock. Two claims at once must not run: they would count the same free places.
 */
export function claimedSql({ table, due, from, condition }: Claim, terms: WorkTerms): string {
  return /* sql */ `
    with busy as (
      select host, count(*)::int as busy from (
        select host from feed where lease_until is not null and lease_until > clock_timestamp()
        union all
        select host from page_task where lease_until is not null and lease_until > clock_timestamp()) leased
       group by host),
    due as (
      select w.id, w.host, w.${due} as at, row_number() over (partition by w.host order by w.${due}, w.id) as place
        from ${from}
       where w.${due} <= $1 and (w.lease_until is null or w.lease_until <= clock_timestamp()) and ${condition}),
    chosen as (
      select id from ${table} where id in (
        select due.id from due left join busy using (host)
         where due.place + coalesce(busy.busy, 0) <= ${terms.perHost} order by due.at, due.id limit $2)
         for update skip locked),
    claimed as (
      update ${table} t
         set lease_token = lease_token + 1, lease_until = clock_timestamp() + interval '${terms.leaseMs} milliseconds'
        from chosen where t.id = chosen.id returning t.*)`
}

/** The statement that lengthens a claim that still holds; $1 the row, $2 its token. */
export const renewedSql = (table: Claim['table'], { leaseMs }: WorkTerms): string => /* sql */ `
  update ${table} set lease_until = clock_timestamp() + interval '${leaseMs} milliseconds'
   where id = $1 and lease_token = $2 returning id`

/** The statement that gives the lease of a row back; $1 the row, $2 its token. */
export const releasedSql = (table: Claim['table'] | 'webhook'): string => /* sql */ `
  update ${table} set lease_token = lease_token + 1, lease_until = null where id = $1 and lease_token = $2`
