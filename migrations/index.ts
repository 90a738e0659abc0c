import { FirstLight1700000000001 } from './0001-first-light.ts'

/** Every migration, oldest first. */
export const MIGRATIONS = [FirstLight1700000000001]
