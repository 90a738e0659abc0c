/** Quotas are counted over so many seconds. */
export const QUOTA_SECONDS = 60

/** What is left of a quota; counts are points, times seconds. */
export interface QuotaState {
  readonly limit: number
  readonly remaining: number
  /** Until all of it is there again. */
  readonly resetSeconds: number
  /** Until what was refused would be admitted; 0 where nothing was. */
  readonly retryAfter: number
}

/** What came of a charge. */
export type Charged = QuotaState & { admitted: boolean }

/** Where it is counted what callers use; in the memory of a process, or for all of them together. */
export interface Quota {
  /** Takes points where they are there; at once where nobody else has to be asked. */
  charge(name: string, points: number, limit: number): Charged | Promise<Charged>
  /** Gives back points that were taken and not used. */
  refund(name: string, points: number, limit: number): void
  /** As far as this process knows. */
  state(name: string, limit: number): QuotaState
}
