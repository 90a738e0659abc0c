import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { openCliRoom } from '../support/cli-room.ts'

const room = openCliRoom()
afterEach(() => vi.unstubAllEnvs())

/** Runs `sila …` in this process, and gives what it wrote. */
async function sila(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text)
      return true
    }),
  )
  try {
    return { code: await run(argv), ...written }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}
const json = async (...argv: string[]): Promise<any> => {
  const { code, stdout, stderr } = await sila(...argv, '--json')
  expect([code, stderr]).toEqual([0, expect.anything()])
  return JSON.parse(stdout)
}

describe('sila keys', () => {
  it('makes a key that lets in, and shows it once', async () => {
    const made = await json(
      'keys',
      'create',
      '--partner',
      'ناشر',
      '--scopes',
      'read,INGEST',
      '--signing',
      '--expires',
      '90d',
    )
    expect(made).toMatchObject({ partner: 'ناشر', scopes: ['READ', 'INGEST'], signing: true, revokedAt: null })
    expect(made.key).toMatch(/^sila_/)
    expect(made.signingSecret).toMatch(/^[0-9a-f]{64}$/)
    expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBeCloseTo(90 * 86_400_000, -4)
    expect((await stat(join(room.dataDir, 'secret'))).mode & 0o777).toBe(0o600)
    expect((await new KeyStore(room.own.db.manager).byPublicId(made.id))!.isLive).toBe(true)
    const { stdout } = await sila('keys', 'list')
    expect(stdout).toContain(made.id)
    for (const secret of [made.key, made.key.split('_')[2], made.signingSecret]) expect(stdout).not.toContain(secret)
  })

  it('ends the old key after an overlap, and not later than it would have ended', async () => {
    const endsIn = async (id: string) => {
      const { expiresAt } = (await json('keys', 'list')).find((key: any) => key.id === id)
      return Math.round((Date.parse(expiresAt) - Date.now()) / 3_600_000)
    }
    const [lasting, ending] = [
      await json('keys', 'create', '--partner', 'تداخل'),
      await json('keys', 'create', '--partner', 'تداخل', '--expires', '1d'),
    ]
    const next = await json('keys', 'rotate', lasting.id, '--overlap', '7d')
    expect([await endsIn(lasting.id), next.expiresAt]).toEqual([7 * 24, null])
    const after = await json('keys', 'rotate', ending.id, '--overlap', '7d')
    expect([await endsIn(ending.id), await endsIn(after.id)]).toEqual([24, 24])
  })

  it('rotates and revokes', async () => {
    const old = await json('keys', 'create', '--partner', 'دوار')
    const { stderr } = await sila('keys', 'rotate', old.id)
    expect(stderr).toContain(`sila keys revoke ${old.id}`)
    expect((await json('keys', 'revoke', old.id)).revokedAt).not.toBeNull()
    const mine = (await json('keys', 'list')).filter(({ partner }: any) => partner === 'دوار')
    expect(mine.map(({ scopes, revokedAt }: any) => [scopes, revokedAt === null])).toEqual([
      [['READ'], true],
      [['READ'], false],
    ])
  })

  it.each([
    [2, ['keys', 'create']],
    [2, ['keys', 'create', '--partner', ' ']],
    [2, ['keys', 'create', '--partner', 'x', '--scopes', 'read,write']],
    [2, ['keys', 'create', '--partner', 'x', '--expires', 'soon']],
    [2, ['keys', 'create', '--partner', 'x', '--expires', '0d']],
    [2, ['keys', 'rotate']],
    [1, ['keys', 'rotate', 'nothing']],
    [2, ['keys', 'rotate', 'nothing', '--overlap', 'soon']],
    [1, ['keys', 'revoke', 'nothing']],
  ])('ends with %i where it is told %j', async (code, argv) => {
    expect(await sila(...argv)).toMatchObject({ code, stdout: '' })
  })
})
