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

  it('refuses what is not there as misuse', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(await run(['eval', 'pairs', join(folder, 'none.jsonl')])).toBe(2)
    expect(said).toHaveBeenCalledWith(expect.stringMatching(/there is no .*none\.jsonl/))
    expect(await run(['eval', 'similar', join(folder, 'expected.jsonl')])).toBe(2)
  })

  it('measures on a store of its own, without a database', async () => {
    const text = 'افتتحت وزارة النقل في مدينة سندان اليوم الرصيف الجديد لميناء الصيادين.'
    writeFileSync(join(folder, 'pairs.jsonl'), JSON.stringify({ pairId: 'p', textA: text, textB: text }))
    const out = join(folder, 'run.jsonl')
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(await run(['eval', 'pairs', join(folder, 'pairs.jsonl'), '--json', '--out', out])).toBe(0)
    expect(JSON.parse(printed).name).toBe('pairs')
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual({ pairId: 'p', score: expect.closeTo(1, 5) })
  })
})
