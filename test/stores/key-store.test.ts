import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyDigest, publicIdOf, signingSecretOf } from '../../src/entities/key-token.ts'
import { type KeyRow, KeyStore, type KeyTerms } from '../../src/stores/key-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let own: TestDatabase
let keys: KeyStore
beforeAll(async () => {
  own = await openTestDatabase()
  keys = new KeyStore(own.db.manager)
})
afterAll(() => own.close())

const terms = (given: Partial<KeyTerms> = {}): KeyTerms => ({
  partner: 'الشريك',
  scopes: ['READ'],
  signing: false,
  lifetimeSeconds: null,
  ...given,
})
const lifetime = ({ expiresAt, createdAt }: KeyRow) => Math.round((expiresAt!.getTime() - createdAt.getTime()) / 1_000)

describe('the keys of partners', () => {
  it('are told once and kept as a digest', async () => {
    const { token, key } = await keys.create(terms({ scopes: ['READ', 'INGEST'], signing: true }))
    expect(token).toMatch(/^sila_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/)
    expect(publicIdOf(token)).toBe(key.publicId)
    expect(key).toMatchObject({ scopes: ['READ', 'INGEST'], isLive: true, expiresAt: null, lastUsedAt: null })
    const [row] = await own.db.query('select row_to_json(k)::text as row from api_key k where public_id = $1', [
      key.publicId,
    ])
    expect(row.row).toContain(keyDigest(token))
    expect(row.row).not.toContain(token.split('_')[2])
    expect(row.row).not.toContain(signingSecretOf('server', key.publicId, key.signingSalt!))
  })

  it('are no keys with one letter changed', async () => {
    const { token } = await keys.create(terms())
    expect(publicIdOf(`${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`)).toBeNull()
    expect(publicIdOf(token.replace('sila_', 'sila_x'))).toBeNull()
    expect(publicIdOf(`${token} `)).toBeNull()
  })

  it('are of one partner however many are made at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => keys.create(terms({ partner: 'معا' }))))
    expect(new Set(made.map(({ key }) => key.partnerId)).size).toBe(1)
    expect(new Set(made.map(({ token }) => token)).size).toBe(8)
  })

  it('are rotated into keys that may do the same, and stay until they are revoked', async () => {
    const old = await keys.create(terms({ scopes: ['INGEST'], signing: true, lifetimeSeconds: 3_600 }))
    const { token, key } = (await keys.rotate(old.key.publicId))!
    expect(token).not.toBe(old.token)
    expect(key).toMatchObject({ partnerId: old.key.partnerId, scopes: ['INGEST'] })
    expect(key.signingSalt).not.toBe(old.key.signingSalt)
    expect([lifetime(old.key), lifetime(key)]).toEqual([3_600, 3_600])
    const both = [old.key.publicId, key.publicId]
    expect(await keys.rights(both)).toEqual(new Map(both.map((publicId) => [publicId, ['INGEST']])))
    const revoked = await keys.revoke(old.key.publicId)
    expect(revoked!.isLive).toBe(false)
    expect((await keys.revoke(old.key.publicId))!.revokedAt).toEqual(revoked!.revokedAt)
    expect(await keys.rights(both)).toEqual(new Map([[key.publicId, ['INGEST']]]))
    expect([await keys.rotate(old.key.publicId), await keys.rotate('nothing'), await keys.revoke('nothing')]).toEqual([
      null,
      null,
      null,
    ])
  })

  it('end when they expire', async () => {
    const { key } = await keys.create(terms({ lifetimeSeconds: 3_600 }))
    await own.db.query(`update api_key set expires_at = now() - interval '1 second' where public_id = $1`, [
      key.publicId,
    ])
    expect((await keys.byPublicId(key.publicId))!.isLive).toBe(false)
    expect(await keys.rights([key.publicId])).toEqual(new Map())
  })

  it('remember their last use to the minute', async () => {
    const { key } = await keys.create(terms())
    const used = async () => (await keys.byPublicId(key.publicId))!.lastUsedAt
    await keys.touch(key.publicId)
    const first = await used()
    await keys.touch(key.publicId)
    expect([first, await used()]).toEqual([expect.any(Date), first])
    await own.db.query(`update api_key set last_used_at = now() - interval '61 seconds'`)
    await keys.touch(key.publicId)
    expect((await used())!.getTime()).toBeGreaterThanOrEqual(first!.getTime())
  })
})
