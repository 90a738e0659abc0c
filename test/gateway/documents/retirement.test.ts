import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DocumentRegistrar } from '../../../src/gateway/documents/document-registrar.ts'
import { UsageBook } from '../../../src/gateway/documents/usage-book.ts'
import { DocumentRetirement } from '../../../src/stores/document-retirement.ts'
import { DocumentStore } from '../../../src/stores/document-store.ts'
import { DocumentUsageStore } from '../../../src/stores/document-usage-store.ts'
import { servedSchema } from '../../support/ask-schema.ts'
import { type DocumentRoom, idOf, manifestOf, openDocumentRoom } from '../../support/document-room.ts'

const DAY = 86_400_000
let room: DocumentRoom
let now = new Date()
let registrar: DocumentRegistrar
beforeAll(async () => {
  room = await openDocumentRoom()
  const { manager } = room.own.db
  registrar = new DocumentRegistrar({
    rules: { schema: servedSchema(), maxCost: 25_000 },
    documents: new DocumentStore(manager),
    retirement: new DocumentRetirement(manager),
    partners: room.partners,
    now: () => now,
  })
})
afterAll(() => room.own.close())

const text = (name: string): string => `query ${name} { articles(first: 5) { nodes { title } } }`
const in90Days = () => new Date(now.getTime() + 90 * DAY)

async function use(partner: string, id: string, daysAgo: number, calls = 3): Promise<void> {
  const found = (await room.registry()).find(partner, id)
  const at = new Date(now.getTime() - daysAgo * DAY)
  const book = new UsageBook({ usage: new DocumentUsageStore(room.own.db.manager), now: () => at, warn: () => {} })
  if (found.kind === 'found') {
    const call = { partnerId: partner, documentId: found.document.id, operation: 'Used', cost: 7 }
    for (let time = 0; time < calls; time++) book.count({ ...call, failed: time === 0 })
  }
  await book.close()
}
const retire = async (partner: string | null, id: string, sunsetAt: Date | null = null, force = false) => {
  const { isRetired, userErrors } = await registrar.retire(partner, { id, sunsetAt, force })
  return isRetired ? 'retired' : (userErrors[0]?.field?.[1] ?? 'announced')
}
const find = async (partner: string, id: string) => (await room.registry(() => now)).find(partner, id)

describe('retiring', () => {
  it('ends at once what nobody has used for 30 days', async () => {
    const partner = await room.partner('متروك')
    await room.publish(partner, { manifest: manifestOf(text('Old')) })
    await use(partner, idOf(text('Old')), 31)
    expect(await retire(partner, idOf(text('Old')))).toBe('retired')
    expect(await find(partner, idOf(text('Old')))).toMatchObject({ kind: 'retired' })
    expect(await retire(partner, idOf(text('Old')))).toBe('retired')
  })

  it.each(['document', 'version'])('G9: a %s in use needs a sunset first, then force or patience', async (kind) => {
    const partner = await room.partner(`مستعمل ${kind}`)
    const document = idOf(text('Used'))
    const id = kind === 'document' ? document : 'web@1'
    await room.publish(partner, { manifest: manifestOf(text('Used')) })
    await use(partner, document, 29)
    expect(await retire(partner, id)).toBe('sunset')
    expect(await retire(partner, id, null, true)).toBe('sunset')
    expect(await retire(partner, id, new Date(now.getTime() - 1))).toBe('sunset')
    expect(await retire(partner, id, in90Days())).toBe('announced')
    // It runs meanwhile, and says since when its end is known and when it comes.
    expect(await find(partner, document)).toMatchObject({
      kind: 'found',
      document: { deprecatedAt: now, sunsetAt: in90Days() },
    })
    expect(await retire(partner, id)).toBe('force')
    expect((await find(partner, document)).kind).toBe('found')
    const before = now
    now = new Date(before.getTime() + 90 * DAY)
    expect((await find(partner, document)).kind).toBe('retired')
    now = before
    expect(await retire(partner, id, null, true)).toBe('retired')
    expect((await find(partner, document)).kind).toBe('retired')
  })

  it('of a version counts only what no other active version holds', async () => {
    const partner = await room.partner('مشترك')
    await room.publish(partner, { version: '1', manifest: manifestOf(text('Shared')) })
    await room.publish(partner, { version: '2', manifest: manifestOf(text('Shared'), text('New')) })
    await use(partner, idOf(text('Shared')), 1)
    await use(partner, idOf(text('New')), 1)
    expect(await retire(partner, 'web@2')).toBe('sunset')
    expect(await retire(partner, 'web@1')).toBe('retired')
    expect((await find(partner, idOf(text('Shared')))).kind).toBe('found')
    expect(
      await registrar.publish(partner, { app: 'web', version: '1', manifest: manifestOf(text('New')) }),
    ).toMatchObject({ added: 0, userErrors: [{ code: 'INVALID', field: ['input', 'version'] }] })
  })

  it('is nobody else’s business, and asks an operator whose it is where several have it', async () => {
    const [mine, theirs] = [await room.partner('لي'), await room.partner('لهم')]
    for (const partner of [mine, theirs])
      await room.publish(partner, { app: 'same', manifest: manifestOf(text('Same')) })
    await room.publish(mine, { app: 'single', manifest: manifestOf(text('Single')) })
    expect(await retire(theirs, idOf(text('Single')))).toBe('id')
    expect(await retire(theirs, 'single@1')).toBe('id')
    expect(await retire(null, 'same@1')).toBe('id')
    expect(await retire(null, 'nothing')).toBe('id')
    expect(await retire(null, 'single@1')).toBe('retired')
    expect((await find(mine, idOf(text('Same')))).kind).toBe('found')
  })

  it('counts by hour what was called, also while the database is away for a while', async () => {
    const partner = await room.partner('عدّ')
    await room.publish(partner, { manifest: manifestOf(text('Counted')) })
    const found = await find(partner, idOf(text('Counted')))
    const documentId = found.kind === 'found' ? found.document.id : ''
    const store = new DocumentUsageStore(room.own.db.manager)
    let isAway = true
    let at = new Date('2026-11-29T10:59:59Z')
    const usage = {
      add: async (used: Parameters<typeof store.add>[0]) => {
        if (isAway) throw new Error('away')
        await store.add(used)
      },
      prune: async () => {},
    }
    const book = new UsageBook({ usage, now: () => at, warn: () => {} })
    const call = (failed: boolean) => book.count({ partnerId: partner, documentId, operation: '', failed, cost: 2 })
    call(false)
    await book.write()
    call(true)
    at = new Date('2026-11-29T11:00:00Z')
    call(false)
    await book.write()
    isAway = false
    call(false)
    await book.close()
    // A document that is gone is not counted, and keeps nothing else from it.
    await store.add([
      {
        partnerId: '999999',
        documentId: '999999',
        operation: '',
        hour: at,
        calls: 1,
        errors: 0,
        cost: 0,
        lastUsedAt: at,
      },
    ])
    expect(
      await room.own.db.query(
        `select extract(hour from hour at time zone 'utc')::int as hour, calls::int, errors::int, cost::int
           from document_usage where document_id = $1 order by hour`,
        [documentId],
      ),
    ).toEqual([
      { hour: 10, calls: 2, errors: 1, cost: 4 },
      { hour: 11, calls: 2, errors: 0, cost: 4 },
    ])
  })
})
