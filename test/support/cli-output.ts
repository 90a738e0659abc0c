import { afterEach, beforeEach, vi } from 'vitest'

/** What commands write, of one test at a time. */
export interface CliOutput {
  printed: string
  said: string
}

/** Keeps what is written to stdout (`printed`) and stderr (`said`), and puts the streams and the environment back after each test. */
export function keepCliOutput(): CliOutput {
  const output: CliOutput = { printed: '', said: '' }
  beforeEach(() => {
    Object.assign(output, { printed: '', said: '' })
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output.printed += String(text)
      return true
    })
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      output.said += String(text)
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })
  return output
}
