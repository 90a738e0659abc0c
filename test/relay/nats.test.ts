import { describe, expect, it } from 'vitest'
import { connectionOptions } from '../../src/relay/nats.ts'

describe('the address of NATS', () => {
  it.each([
    ['nats://events', { servers: ['events'] }],
    ['nats://a:4222, nats://b:4223', { servers: ['a:4222', 'b:4223'] }],
    ['nats://sila:p%40ss@a:4222', { servers: ['a:4222'], user: 'sila', pass: 'p@ss' }],
    ['nats://token@a', { servers: ['a'], token: 'token' }],
    ['tls://[::1]:4222', { servers: ['[::1]:4222'], tls: {} }],
  ])('%s is read whole', (url, expected) => {
    const { servers, user, pass, token, tls } = connectionOptions(url)
    const read = { servers, user, pass, token, tls }
    expect(read).toEqual({ user: undefined, pass: undefined, token: undefined, tls: undefined, ...expected })
  })
})
