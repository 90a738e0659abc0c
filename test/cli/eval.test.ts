import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../src/cli/run.ts'

describe('sila eval', () => {
  let folder: string
  let printed: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sila-eval-'))
    writeFileSync(join(folder, 'a.xml'), '<rss version="2.0"><channel><title>ق</title></channel></rss>')
    const asserts = [
      { path: ['feed', 'title'], op: '==', value: 'ق' },
      { path: ['feed', 'link'], op: '==', value: 'https://a.example/' },
    ]
    writeFileSync(join(folder, 'expected.jsonl'), JSON.stringify({ file: 'a.xml', asserts }))
    printed = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text)
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true })
  })

  it('prints a table, and with --misses what is not met', async () => {
    expect(await run(['eval', 'feeds', join(folder, 'expected.jsonl'), '--misses'])).toBe(0)
    expect(printed).toMatch(/^figure\s+value/)
    expect(printed).toMatch(/a\.xml\s+feed\.link\s+https:\/\/a\.example\//)
  })

  it('prints one line for programs with --json, and writes what it measured with --out', async () => {
    const out = join(folder, 'run.jsonl')
    expect(await run(['eval', 'feeds', join(folder, 'expected.jsonl'), '--json', '--out', out])).toBe(0)
    const { name, figures } = JSON.parse(printed)
    expect([name, figures[0].value, figures[0].met]).toEqual(['feeds', 0.5, false])
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(2)
  })
})
