import { describe, expect, it } from 'vitest'
import { FailureGate } from '../../src/gateway/failure-gate.ts'

function gateAt(): { gate: FailureGate; pass: (seconds: number) => void } {
  let now = 0
  return {
    gate: new FailureGate(() => now),
    pass: (seconds) => {
      now += seconds * 1_000
    },
  }
}
const passes = (gate: FailureGate, address: string, credential = 'x'): boolean => {
  try {
    gate.pass(address, credential)
    return true
  } catch {
    return false
  }
}
const fail = (gate: FailureGate, address: string, times: number): void => {
  for (let time = 0; time < times; time++) gate.failed(address, 'guess')
}

describe('the gate before keys', () => {
  it('closes at the twentieth failure and opens when the minute is over', () => {
    const { gate, pass } = gateAt()
    fail(gate, '192.0.2.1', 19)
    expect(passes(gate, '192.0.2.1')).toBe(true)
    fail(gate, '192.0.2.1', 1)
    pass(59)
    expect(passes(gate, '192.0.2.1')).toBe(false)
    pass(1)
    expect(passes(gate, '192.0.2.1')).toBe(true)
  })

  it('knows an address in every spelling, and the network of an IPv6 one', () => {
    const { gate } = gateAt()
    fail(gate, '::ffff:192.0.2.1', 20)
    fail(gate, '2001:db8:0:1::1', 20)
    expect(
      ['192.0.2.1', '192.0.2.2', '2001:db8:0:1:ffff::9', '2001:db8:0:2::1', ''].map((a) => passes(gate, a)),
    ).toEqual([false, true, false, true, true])
  })

  it('lets what was good pass until it fails', () => {
    const { gate } = gateAt()
    gate.succeeded('192.0.2.1', 'good')
    fail(gate, '192.0.2.1', 20)
    expect([passes(gate, '192.0.2.1', 'good'), passes(gate, '192.0.2.1', 'other')]).toEqual([true, false])
    gate.failed('192.0.2.1', 'good')
    expect(passes(gate, '192.0.2.1', 'good')).toBe(false)
  })
})
