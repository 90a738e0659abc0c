import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDocuments } from '../../../src/app/open-documents.ts'
import { connect } from '../../../src/stores/database.ts'
import { Listener } from '../../../src/stores/listener.ts'
import { servedSchema } from '../../support/ask-schema.ts'
import { type DocumentRoom, idOf, manifestOf, openDocumentRoom, sha256 } from '../../support/document-room.ts'
import { TcpProxy } from '../../support/tcp-proxy.ts'

let room: DocumentRoom
beforeAll(async () => {
  room = await openDocumentRoom()
})
afterAll(() => room.own.close())

const text = (name: string, first = 5): string => `query ${name} { articles(first: ${first}) { nodes { title } } }`
const silent = { info: () => {}, warn: () => {} }
const rules = { schema: servedSchema(), maxCost: 25_000 }

describe('the registry of documents', () => {
  it('finds a document by the id that was published, by the digest of its text, and by the digest alone', async () => {
    const partner = await room.partner('معرّفات')
    const [own, digested] = [text('Own'), text('Digested')]
    await room.publish(partner, { manifest: JSON.stringify({ own, [sha256(digested)]: digested }) })
    const registry = await room.registry()
    const found = (id: string) => {
      const one = registry.find(partner, id)
      return one.kind === 'found' ? one.document.text : one.kind
    }
    expect(['own', idOf(own), sha256(own)].map(found)).toEqual([own, own, own])
    expect([idOf(digested), sha256(digested)].map(found)).toEqual([digested, digested])
    expect(['OWN', 'own ', '', sha256(own).toUpperCase(), 'toString', '__proto__'].map(found)).toEqual(
      Array(6).fill('unknown'),
    )
  })

  it('G4: gives each partner his own active documents and nobody else’s, in 0 of all pairs', async () => {
    const states = fc.constantFrom('active', 'pending', 'retired', 'sunset')
    const published = fc.record({
      partner: fc.integer({ min: 0, max: 4 }),
      document: fc.integer({ min: 0, max: 11 }),
      app: fc.constantFrom('web', 'app'),
      version: fc.constantFrom('1', '2', '3'),
    })
    let round = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(published, { minLength: 1, maxLength: 30 }),
        fc.dictionary(fc.constantFrom('1', '2', '3'), states),
        async (publications, stateOf) => {
          round++
          const partners = await Promise.all([0, 1, 2, 3, 4].map((index) => room.partner(`G4 ${round} ${index}`)))
          const expected = new Set<string>()
          for (const { partner, document, app, version } of publications) {
            const state = stateOf[version] === 'pending' ? 'PENDING' : 'ACTIVE'
            const manifest = JSON.stringify({ [`d${document}`]: text(`D${document}`) })
            const { userErrors } = await room.publish(partners[partner]!, { app, version, state, manifest })
            expect(userErrors).toEqual([])
            if ((stateOf[version] ?? 'active') === 'active') expected.add(`${partner} ${document}`)
          }
          for (const [version, state] of Object.entries(stateOf)) {
            await room.own.db.query(
              `update app_version v set state = case when $2 = 'retired' then 'RETIRED' else v.state end,
                      sunset_at = case when $2 = 'sunset' then now() - interval '1 second' end
                 from app a where a.id = v.app_id and a.partner_id = any($3::bigint[]) and v.name = $1`,
              [version, state, partners],
            )
          }
          const registry = await room.registry()
          for (const [index, partner] of partners.entries()) {
            for (let document = 0; document < 12; document++) {
              for (const id of [`d${document}`, idOf(text(`D${document}`))]) {
                const runs = registry.find(partner, id).kind === 'found'
                expect([index, id, runs]).toEqual([index, id, expected.has(`${index} ${document}`)])
              }
            }
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  it('says of a retired document what took its place', async () => {
    const partner = await room.partner('خلف')
    const [before, after] = [text('Front', 5), text('Front', 6)]
    await room.publish(partner, { version: '1', manifest: manifestOf(before) })
    await room.registrar.retire(partner, { id: 'web@1', sunsetAt: null, force: false })
    expect((await room.registry()).find(partner, idOf(before))).toEqual({ kind: 'retired', successor: null })
    await room.publish(partner, { version: '2', manifest: manifestOf(after) })
    expect((await room.registry()).find(partner, idOf(before))).toEqual({ kind: 'retired', successor: idOf(after) })
    // Published anew, it is wanted again.
    await room.publish(partner, { version: '3', manifest: manifestOf(before) })
    expect((await room.registry()).find(partner, idOf(before)).kind).toBe('found')
  })

  it('follows what others publish within a second, and who is let do what', async () => {
    const documents = await openDocuments(room.own.db, room.own.listener, rules, silent)
    try {
      const partner = await room.partner('متابعة')
      const began = performance.now()
      await room.publish(partner, { manifest: manifestOf(text('Followed')) })
      await expect
        .poll(() => documents.registry.find(partner, idOf(text('Followed'))).kind, { timeout: 5_000, interval: 10 })
        .toBe('found')
      expect(performance.now() - began).toBeLessThan(1_000)
      expect(documents.registry.modeOf(partner)).toBe('LOG')
      await room.partners.setMode('متابعة', 'ENFORCE')
      await expect.poll(() => documents.registry.modeOf(partner), { timeout: 1_000, interval: 10 }).toBe('ENFORCE')
      // Of what it publishes itself it knows at once.
      const own = { app: 'web', version: '9', manifest: manifestOf(text('Mine')) }
      await documents.registrar.publish(partner, own)
      expect(documents.registry.find(partner, idOf(text('Mine'))).kind).toBe('found')
    } finally {
      await documents.close()
    }
  })

  it('G13: goes on from memory while the database is away, and catches up when it is back', async () => {
    const partner = await room.partner('انقطاع')
    await room.publish(partner, { manifest: manifestOf(text('Before')) })
    const target = new URL(room.own.url)
    const proxy = await TcpProxy.start(Number(target.port))
    target.port = String(proxy.port)
    const database = await connect(target.href, { poolSize: 2 })
    const listener = new Listener(target.href)
    const documents = await openDocuments(database, listener, rules, silent)
    try {
      proxy.cut()
      await room.publish(partner, { manifest: manifestOf(text('Meanwhile')) })
      await documents.registry.refresh(partner)
      expect(documents.registry.find(partner, idOf(text('Before'))).kind).toBe('found')
      expect(documents.registry.find(partner, idOf(text('Meanwhile'))).kind).toBe('unknown')
      proxy.mend()
      await expect
        .poll(() => documents.registry.find(partner, idOf(text('Meanwhile'))).kind, { timeout: 10_000, interval: 20 })
        .toBe('found')
    } finally {
      await documents.close()
      await listener.close()
      await database.destroy()
      await proxy.close()
    }
  })

  it('starts within 3 s with 10,000 documents of 100 partners', async () => {
    const padding = Array.from({ length: 90 }, (_, index) => `alias${index}: articles(first: 1) { nodes { id } }`)
    await room.own.db.query(
      `with p as (insert into partner (name) select 'كثير ' || i from generate_series(1, 100) i returning id),
            a as (insert into app (partner_id, name) select id, 'web' from p returning id, partner_id),
            v as (insert into app_version (app_id, name, state) select id, '1', 'ACTIVE' from a returning id, app_id),
            d as (insert into document (partner_id, name, sha256, text, operations, schema_sha256)
                  select p.id, 'x-' || i, md5(p.id || ' ' || i), 'query Q' || i || ' { ' || $1 || ' }',
                         json_build_array(json_build_object('name', 'Q' || i, 'type', 'query', 'cost', 5)), 'x'
                    from p, generate_series(1, 100) i returning id, partner_id)
       insert into version_document (version_id, document_id)
       select v.id, d.id from d join a using (partner_id) join v on v.app_id = a.id`,
      [padding.join(' ')],
    )
    const began = performance.now()
    const registry = await room.registry()
    expect(performance.now() - began).toBeLessThan(3_000)
    const [{ id }] = await room.own.db.query(`select id from partner where name = 'كثير 100'`)
    const found = registry.find(id, 'x-100')
    expect(found.kind === 'found' && found.document.text.length).toBeGreaterThan(3_000)
  })
})
