import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FrequencyStore } from '../../src/stores/frequency-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { analyzerOf, freeze } from '../support/index-articles.ts'

let own: TestDatabase
beforeAll(async () => {
  own = await openTestDatabase()
})
afterAll(() => own.close())
beforeEach(() => own.db.query('delete from frequency_table'))

const store = () => new FrequencyStore(own.db.manager)

describe('FrequencyStore', () => {
  it('gives the bundled lexicon where nothing was frozen', async () => {
    expect(await store().latestVersion()).toBe(0)
    expect(await store().state()).toEqual({ version: 0, articlesThen: 0, articlesNow: 0 })
    expect((await store().analyzer(0)).lexeme('والجيش')).toBe('جيش')
    await expect(store().analyzer(1)).rejects.toThrow('there is no frequency table 1')
  })

  it('gives everyone in the process the analyzer that was frozen', async () => {
    const frozen = analyzerOf(1, 'حفتر')
    await freeze(own.db, frozen)
    expect(await store().analyzer(1)).toBe(frozen)
    expect(await own.db.transaction((manager) => new FrequencyStore(manager).analyzer(1))).toBe(frozen)
  })

  it('gives none that was never frozen, or is another by now', async () => {
    const undone = own.db.transaction(async (manager) => {
      await new FrequencyStore(manager).add(analyzerOf(1, 'حفتر'), {
        articles: 1_000,
        position: '1',
        words: new Uint8Array(),
      })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    const frozen = analyzerOf(1, 'درنة')
    await freeze(own.db, frozen)
    expect((await store().analyzer(1)).table).toEqual(frozen.table)
  })

  it('reads a table of another process as it was written', async () => {
    const frozen = analyzerOf(1, 'حفتر درنة حفتر')
    await freeze(own.db, frozen)
    await own.db.query(`update frequency_table set frozen_at = frozen_at - interval '1 second'`)
    const read = await store().analyzer(1)
    expect(read).not.toBe(frozen)
    expect([read.table.documents, new Map([...read.table.counts].sort())]).toEqual([
      frozen.table.documents,
      new Map([...frozen.table.counts].sort()),
    ])
    expect(read.rarity('حفتر')).toBe(frozen.rarity('حفتر'))
  })
})
