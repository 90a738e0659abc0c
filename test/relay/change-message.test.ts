import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeChange, encodeChange, MESSAGE_FORMAT } from '../../src/relay/change-message.ts'
import { ChangeStore, type LoggedChange } from '../../src/stores/change-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'

let own: TestDatabase
let row: LoggedChange
beforeAll(async () => {
  own = await openTestDatabase()
  await new LogBook(own.db).append(1, { reason: 'لأنّه "خطأ"\u2028' })
  const page = await new ChangeStore(own.db.manager).after(0, 1)
  row = page.changes[0]!
})
afterAll(() => own.close())

describe('a change as a message', () => {
  it('comes back as the row of the log', () => {
    expect(decodeChange(encodeChange(row, 10_000))).toEqual(row)
    expect(row.at).toBeInstanceOf(Date)
  })

  it('is empty where it would be too large, and is then to be read', () => {
    const bytes = encodeChange(row, 10_000).length
    expect(encodeChange(row, bytes).length).toBe(bytes)
    expect(decodeChange(encodeChange(row, bytes - 1))).toBeNull()
  })

  it('has another format when its fields are others', () => {
    // Where this fails the shape of a row has changed: raise MESSAGE_FORMAT, and write down both here.
    const fields = Object.keys(row).sort()
    expect({ format: MESSAGE_FORMAT, fields }).toEqual({
      format: 1,
      fields: ['after', 'articleId', 'at', 'before', 'linkId', 'position', 'reason', 'revisionId', 'storyId', 'type'],
    })
  })
})
