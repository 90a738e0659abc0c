import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keptSecret } from '../../src/ops/kept-secret.ts'

it('a kept secret is made once, whole, for the owner only, however many ask at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sila-secret-'))
  try {
    const file = join(folder, 'made', 'secret')
    let made = 0
    const answers = await Promise.all(Array.from({ length: 20 }, () => keptSecret(file, () => `secret ${++made}`)))
    expect(new Set(answers.map(({ secret }) => secret)).size).toBe(1)
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'made'))).toEqual(['secret'])
    expect(await keptSecret(file, () => 'other')).toEqual({ secret: answers[0]!.secret, isNew: false })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
