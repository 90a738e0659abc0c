import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jetstreamManager } from '@nats-io/jetstream'
import { connectNats } from '../../src/relay/nats.ts'
import { eventually, freePort } from './sila-process.ts'

const BINARY = '/usr/sbin/nats-server'
const INSTALL = fileURLToPath(new URL('../../scripts/install-debian.sh', import.meta.url))

/** A NATS server of one test, which may break it. */
export class OwnNats {
  #child: ChildProcess | null = null

  private constructor(
    readonly url: string,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  /** Starts Debian's server with JetStream, and installs it where it is missing. */
  static async start(): Promise<OwnNats> {
    if (!existsSync(BINARY)) execFileSync(INSTALL, ['nats-server'], { stdio: 'inherit' })
    const port = await freePort()
    const server = new OwnNats(`nats://127.0.0.1:${port}`, port, mkdtempSync(join(tmpdir(), 'sila-nats-')))
    await server.begin()
    return server
  }

  /** Starts the server where it was stopped, on what is left of its data. */
  async begin(): Promise<void> {
    const child = spawn(BINARY, ['-a', '127.0.0.1', '-p', String(this.port), '-js', '-sd', this.folder], {
      stdio: 'ignore',
    })
    this.#child = child
    await eventually(async () => {
      const connection = await connectNats(this.url, 'test')
      await jetstreamManager(connection).finally(() => connection.close())
      return true
    }, 20_000)
  }

  /** Stops the server at once. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null) return
    const ended = new Promise((resolve) => child.on('close', resolve))
    child.kill('SIGKILL')
    await ended
  }

  /** Removes everything that the server has stored; it must be stopped. */
  wipe(): void {
    rmSync(join(this.folder, 'jetstream'), { recursive: true, force: true })
  }

  async close(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
