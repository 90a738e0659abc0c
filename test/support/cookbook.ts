import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transformWithOxc } from 'vite'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDER = join(ROOT, 'docs/cookbook')
/** A snippet with what it has to print, and any other block of code. */
const BLOCK = /(?:<!-- prints: (?<prints>.+?) -->\n)?^```(?<language>\w*)\n(?<code>[\s\S]*?)^```$/gm
/** Where the snippets expect the server. */
const ADDRESS = '127.0.0.1:4000'

/** One snippet of the cookbook. */
export interface Recipe {
  /** File and heading. */
  name: string
  language: string
  code: string
  /** What its output matches; null where nobody says. */
  prints: RegExp | null
}

/** Every block of code in the cookbook. */
export async function readCookbook(): Promise<Recipe[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.md')).sort()
  const recipes = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(FOLDER, file), 'utf8')
      return [...text.matchAll(BLOCK)].map(({ index, groups }): Recipe => {
        const heading = [...text.slice(0, index).matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? ''
        const { prints, language = '', code = '' } = groups!
        return { name: `${file}: ${heading}`, language, code, prints: prints === undefined ? null : new RegExp(prints) }
      })
    }),
  )
  return recipes.flat()
}

/** A folder in which a program finds what this repository depends on, and the client as it is published. */
export interface Kitchen {
  /** Runs a snippet against a server as a program of its own, and gives what it printed. */
  cook(recipe: Recipe, url: string, key: string): Promise<string>
  close(): Promise<void>
}

export async function openKitchen(): Promise<Kitchen> {
  const folder = await mkdtemp(join(tmpdir(), 'sila-cookbook-'))
  const modules = join(folder, 'node_modules')
  const client = join(modules, '@sila/client')
  await mkdir(client, { recursive: true })
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) await symlink(join(ROOT, 'node_modules', name), join(modules, name))
  }
  await cp(join(ROOT, 'client/package.json'), join(client, 'package.json'))
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  await run(process.execPath, [tsc, '-p', join(ROOT, 'client/tsconfig.json'), '--outDir', join(client, 'dist')])
  await writeFile(join(folder, 'page.mjs'), PAGE)

  let count = 0
  return {
    async cook({ language, code }, url, key) {
      const own = code.replaceAll(ADDRESS, new URL(url).host)
      const options = { cwd: folder, timeout: 18_000, env: { ...process.env, SILA_KEY: key, NODE_ENV: 'production' } }
      if (language === 'bash') return (await run('bash', ['-euo', 'pipefail', '-c', own], options)).stdout
      const file = join(folder, `snippet-${++count}.mjs`)
      const isPage = language === 'jsx'
      const script = isPage ? (await transformWithOxc(own + WATCH, 'snippet.jsx', { sourcemap: false })).code : own
      await writeFile(file, script)
      const { stdout } = await run(process.execPath, [...(isPage ? ['--import', './page.mjs'] : []), file], options)
      return stdout
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/** What a browser gives a page. */
const PAGE = `import { parseHTML } from 'linkedom'
import WebSocket from 'ws'
const { window, document } = parseHTML('<!doctype html><html lang="ar"><body><div id="root"></div></body></html>')
Object.assign(globalThis, { window, document, WebSocket, HTMLElement: window.HTMLElement, HTMLIFrameElement: class {} })
globalThis.navigator ??= window.navigator
`
/** Prints the page once it shows articles and one of them came in after it was drawn. */
const WATCH = `
const articles = () => document.querySelectorAll('#root article').length
const until = async (holds) => { while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50)) }
await until(() => articles() > 0)
const drawn = articles()
await until(() => articles() > drawn)
console.log(document.getElementById('root').innerHTML)
process.exit(0)
`
