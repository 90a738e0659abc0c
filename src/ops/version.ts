import { readFileSync } from 'node:fs'

/** The version of this Sila, as its package says. */
export function version(): string {
  // Compiled, this file lies one folder deeper.
  const root = import.meta.url.endsWith('.js') ? '../../../' : '../../'
  const file = new URL(`${root}package.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
