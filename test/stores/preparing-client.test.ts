import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/stores/database.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let own: TestDatabase
let db: DataSource
beforeAll(async () => {
  own = await openTestDatabase()
  db = await connect(own.url, { poolSize: 1, prepares: true })
  await db.query('create table told (id integer, word text)')
  await db.query(`insert into told values (1, 'صلة')`)
})
afterAll(async () => {
  await db.destroy()
  await own.close()
})

const prepared = async (): Promise<string[]> =>
  (await db.query('select statement from pg_prepared_statements where from_sql is false')).map(
    ({ statement }: { statement: string }) => statement,
  )

async function often(sql: string, parameters: unknown[]): Promise<unknown[]> {
  const answers = []
  for (let time = 0; time < 5; time++) answers.push(await db.query(sql, parameters))
  return answers
}

describe('a connection that prepares', () => {
  const READ = 'select word from told where id = $1'

  it('keeps ready what is read again and again, and answers as ever', async () => {
    expect(await often(READ, [1])).toEqual(Array(5).fill([{ word: 'صلة' }]))
    expect(await prepared()).toContain(READ)
  })

  it.each([
    ['what writes', 'update told set word = word where id = $1'],
    ['what writes on the way', 'with w as (update told set word = word returning id) select * from w where id = $1'],
    ['what looks for words', `select count(*) from article_text where article_id = $1`],
  ])('leaves as it is %s', async (_, sql) => {
    await often(sql, [1])
    expect(await prepared()).not.toContain(sql)
  })

  it('answers though a table was changed meanwhile', async () => {
    const all = 'select * from told where id = $1'
    await often(all, [1])
    await db.query('alter table told add column more integer')
    expect(await often(all, [1])).toEqual(Array(5).fill([{ id: 1, word: 'صلة', more: null }]))
  })
})
