import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const PROBE = new URL('kept-memory-probe.js', import.meta.url)

/** Asks processes what they keep: their memory once all garbage is collected. */
export class KeptMemory {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sila-kept-'))

  /** Settings of a process that can be asked; it does the work of its collector with little room for new objects. */
  get settings(): Record<string, string> {
    return { NODE_OPTIONS: `--max-semi-space-size=1 --import ${PROBE.href}`, KEPT_MEMORY_FOLDER: this.#folder }
  }

  /** What a process keeps now: on its heap and in buffers, and all that is resident, in MB. */
  async of(pid: number): Promise<{ keptMb: number; residentMb: number }> {
    const answer = await text(connect(join(this.#folder, `${pid}.sock`)))
    const { heapUsed, external, rss } = JSON.parse(answer) as NodeJS.MemoryUsage
    return { keptMb: (heapUsed + external) / 2 ** 20, residentMb: rss / 2 ** 20 }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
