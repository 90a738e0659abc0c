import { afterEach, expect, it } from 'vitest'
import { connection, forget, tell } from '../../dashboard/src/wall/connection.ts'

afterEach(() => {
  for (const column of ['a', 'b']) forget(column)
})

it('is that of the worst column', () => {
  expect(connection.value.kind).toBe('connecting')
  for (const column of ['a', 'b']) tell(column, 'connecting')
  expect(connection.value.kind).toBe('connecting')
  tell('a', 'live')
  tell('b', 'catching-up')
  expect(connection.value.kind).toBe('catching-up')
  tell('b', 'live')
  expect(connection.value.kind).toBe('live')
  tell('b', 'connecting')
  expect(connection.value.kind).toBe('lost')
  forget('b')
  expect(connection.value.kind).toBe('live')
})

it('is lost since it was, however often it is tried again', () => {
  tell('a', 'live')
  tell('a', 'connecting')
  const { kind, at } = connection.value as { kind: string; at: Date }
  tell('a', 'connecting')
  expect(connection.value).toEqual({ kind, at })
  expect((connection.value as { at: Date }).at).toBe(at)
  tell('a', 'catching-up')
  expect(connection.value.kind).toBe('catching-up')
})

it('says why a column has stopped', () => {
  tell('a', 'live')
  tell('b', 'ended', 'ليس لك')
  expect(connection.value).toEqual({ kind: 'stopped', why: 'ليس لك' })
  tell('b', 'live')
  expect(connection.value.kind).toBe('live')
})
