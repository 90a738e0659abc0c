import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Claim, IdempotencyStore } from '../../src/stores/idempotency-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let own: TestDatabase
let store: IdempotencyStore
beforeAll(async () => {
  own = await openTestDatabase()
  store = new IdempotencyStore(own.db.manager)
})
afterAll(() => own.close())

const attempt = (key: string, sha256 = 'same', caller = 'partner:1') => ({ caller, key, sha256 })
const tokenOf = (claim: Claim) => (claim as { token: string }).token
const age = (key: string, interval: string) =>
  own.db.query(`update idempotency set started_at = started_at - $2::interval where key = $1`, [key, interval])

describe('an idempotency key', () => {
  it('has one first attempt, however many come at once', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(attempt('at once'))))
    expect(claims.filter(({ kind }) => kind === 'first')).toHaveLength(1)
    expect(claims.filter(({ kind }) => kind === 'running')).toHaveLength(19)
  })

  it('gives the first answer again, to the same caller for the same content', async () => {
    const token = tokenOf(await store.claim(attempt('answered')))
    expect(await store.claim(attempt('answered', 'other'))).toEqual({ kind: 'conflict' })
    await store.finish(attempt('answered'), token, { value: 'جواب' })
    expect(await store.claim(attempt('answered'))).toEqual({ kind: 'answered', answer: { value: 'جواب' } })
    expect(await store.claim(attempt('answered', 'other'))).toEqual({ kind: 'conflict' })
    expect((await store.claim(attempt('answered', 'other', 'partner:2'))).kind).toBe('first')
  })

  it('is free again once the first gives up, or has died', async () => {
    const given = tokenOf(await store.claim(attempt('given up')))
    await store.release(attempt('given up'), given)
    expect((await store.claim(attempt('given up'))).kind).toBe('first')
    const dead = tokenOf(await store.claim(attempt('died')))
    await age('died', '3 minutes')
    expect(await store.claim(attempt('died', 'other'))).toEqual({ kind: 'conflict' })
    const next = tokenOf(await store.claim(attempt('died')))
    // The dead one was only slow: what it says now is not heard.
    await store.finish(attempt('died'), dead, { from: 'the first' })
    await store.release(attempt('died'), dead)
    expect(await store.claim(attempt('died'))).toEqual({ kind: 'running' })
    await store.finish(attempt('died'), next, { from: 'the second' })
    expect(await store.claim(attempt('died'))).toMatchObject({ answer: { from: 'the second' } })
  })

  it('means nothing after a day, and is forgotten', async () => {
    for (const key of ['old', 'older']) await store.finish(attempt(key), tokenOf(await store.claim(attempt(key))), {})
    await age('old', '25 hours')
    await age('older', '25 hours')
    const token = tokenOf(await store.claim(attempt('old', 'other')))
    await store.finish(attempt('old', 'other'), token, { value: 2 })
    const rows = await own.db.query(`select key, answer from idempotency where key like 'old%'`)
    expect(rows).toEqual([{ key: 'old', answer: { value: 2 } }])
  })
})
