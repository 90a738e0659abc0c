import { FirstLight1700000000001 } from './0001-first-light.ts'
import { Ingestion1700000000002 } from './0002-ingestion.ts'
import { Language1700000000003 } from './0003-language.ts'

/** Every migration, oldest first. */
export const MIGRATIONS = [FirstLight1700000000001, Ingestion1700000000002, Language1700000000003]
