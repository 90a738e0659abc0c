import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../src/cli/run.ts'

describe('sila analyze', () => {
  let printed: string
  beforeEach(() => {
    printed = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text)
      return true
    })
  })
  afterEach(() => void vi.restoreAllMocks())

  it('prints one line with the folded text, its tokens and its language, without a database', async () => {
    expect(await run(['analyze', 'والجيش الليبي', '--json'])).toBe(0)
    expect(printed.trimEnd()).not.toContain('\n')
    expect(JSON.parse(printed)).toEqual({
      folded: 'والجيش الليبي',
      tokens: [
        { text: 'والجيش', start: 0, end: 6, lexeme: 'جيش' },
        { text: 'الليبي', start: 7, end: 13, lexeme: 'ليبي' },
      ],
      language: 'ar',
    })
  })
})
