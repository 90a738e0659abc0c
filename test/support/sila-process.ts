import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BIN = fileURLToPath(new URL('../../bin/sila.js', import.meta.url))

/** How a process of the CLI ended, and what it wrote. */
export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A running process of the CLI. */
export interface SilaProcess {
  child: ChildProcess
  stderr(): string
  ended: Promise<Ended>
}

/** Starts `sila …` with only the settings given (and PATH). */
export function startSila(args: readonly string[], settings: Record<string, string> = {}): SilaProcess {
  return start(process.execPath, [BIN, ...args], settings)
}

/** Runs `npm start` in the checkout, as the README says. */
export function startByNpm(settings: Record<string, string>): SilaProcess {
  return start('npm', ['start'], settings)
}

function start(file: string, args: readonly string[], settings: Record<string, string>): SilaProcess {
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, ended, stderr: () => stderr }
}

/** Runs `sila …` to its end. */
export async function runSila(args: readonly string[], settings: Record<string, string> = {}): Promise<Ended> {
  return await startSila(args, settings).ended
}

/** A port of 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** Asks until the answer is there; fails after `ms`, with the last error. */
export async function eventually<T>(ask: () => Promise<T | null | undefined | false>, ms: number): Promise<T> {
  const end = Date.now() + ms
  let last: unknown = new Error('never true')
  while (Date.now() < end) {
    try {
      const answer = await ask()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    await sleep(100)
  }
  throw last
}

/** Asks a server in GraphQL; throws where there are errors. */
export async function ask(
  url: string,
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
): Promise<any> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown[] }
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data
}
