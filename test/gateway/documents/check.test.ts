import { buildSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkRegistered, recheck } from '../../../src/gateway/documents/check-registered.ts'
import { checkText } from '../../../src/gateway/documents/check-text.ts'
import { OWN_DOCUMENTS, ownDocument, ownId } from '../../../src/gateway/documents/own-documents.ts'
import { servedSchema } from '../../support/ask-schema.ts'
import { type DocumentRoom, idOf, manifestOf, openDocumentRoom } from '../../support/document-room.ts'

const before = buildSchema('type Query { headline: String, byline: String }')
const after = buildSchema('type Query { headline: String }')
const [HEADLINE, BYLINE, OLD] = ['query Headline { headline }', 'query Byline { byline }', 'query Old { a: byline }']
const rules = (schema: typeof before) => ({ schema, maxCost: 1_000 })

let room: DocumentRoom
beforeAll(async () => {
  room = await openDocumentRoom(before)
  const partner = await room.partner('الجزيرة')
  await room.publish(partner, { app: 'ios', version: '1.0', manifest: manifestOf(OLD) })
  await room.publish(partner, { app: 'ios', version: '1.1', manifest: manifestOf(HEADLINE, BYLINE) })
  await room.publish(partner, { app: 'ios', version: '1.2', manifest: manifestOf(BYLINE) })
  await room.publish(partner, {
    app: 'ios',
    version: '2.0',
    manifest: manifestOf('query Next { x: byline }'),
    state: 'PENDING',
  })
  await room.registrar.retire(partner, { id: 'ios@1.0', sunsetAt: null, force: false })
})
afterAll(() => room.own.close())

const BROKEN = {
  partner: 'الجزيرة',
  app: 'ios',
  version: '1.2',
  name: idOf(BYLINE),
  operation: 'Byline',
  fault: 'Cannot query field "byline" on type "Query". (1:16)',
}

describe('a schema that changes', () => {
  it('G8: is told by partner, app, version and operation which active documents it breaks', async () => {
    expect(await checkRegistered(room.reader, rules(before))).toEqual({ checked: 2, broken: [] })
    expect(await checkRegistered(room.reader, rules(after))).toEqual({ checked: 2, broken: [BROKEN] })
  })

  it('has each document checked anew once, and what was found is noted', async () => {
    const { signal } = new AbortController()
    const faults = async () =>
      (
        await room.reader.page(
          { partnerId: null, app: null, version: null, faulty: true },
          { first: 10, last: null, after: null, before: null },
        )
      ).edges.map(({ node: { version, name, fault } }) => [version, name, fault])
    expect(await recheck(room.reader, rules(before), signal)).toEqual([])
    expect(await recheck(room.reader, rules(after), signal)).toEqual([BROKEN])
    expect(await recheck(room.reader, rules(after), signal)).toEqual([])
    expect(await faults()).toEqual([
      ['1.1', idOf(BYLINE), BROKEN.fault],
      ['1.2', idOf(BYLINE), BROKEN.fault],
    ])
    expect(await recheck(room.reader, rules(before), signal)).toEqual([])
    expect(await faults()).toEqual([])
  })
})

describe('the documents of the commands', () => {
  it('hold under the schema that is served', () => {
    for (const text of Object.values(OWN_DOCUMENTS)) {
      expect(checkText({ schema: servedSchema(), maxCost: 25_000 }, text).kind).toBe('valid')
      expect(ownDocument(ownId(text))).toBe(text)
    }
  })
})
