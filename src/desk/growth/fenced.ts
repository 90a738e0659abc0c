import type { EntityManager } from 'typeorm'

/** Runs work in a transaction that holds the desk's lease; throws where the lease is lost, and nothing of the work stays. */
export type Fenced = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>
