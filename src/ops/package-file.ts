/** Compiled, this file lies one folder deeper below the package's root. */
const ROOT = import.meta.url.endsWith('.js') ? '../../../' : '../../'

/** A file that comes with the package, by its path below the root. */
export function packageFile(path: string): URL {
  return new URL(`${ROOT}${path}`, import.meta.url)
}
