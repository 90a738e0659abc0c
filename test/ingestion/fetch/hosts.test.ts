import { describe, expect, it } from 'vitest'
import { Hosts } from '../../../src/ingestion/fetch/hosts.ts'

/** Work that ends when told. */
function work(log: string[], name: string) {
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  const start = async () => {
    log.push(name)
    await ended
    return name
  }
  return { start, end }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the slots of hosts', () => {
  it('lets two at once ask a host, the others in their order, and other hosts meanwhile', async () => {
    const hosts = new Hosts()
    const log: string[] = []
    const works = ['a', 'b', 'c', 'd'].map((name) => work(log, name))
    const done = works.map(({ start }) => hosts.run('one:80', undefined, start))
    const other = work(log, 'other')
    const otherDone = hosts.run('two:80', undefined, other.start)
    await settle()
    expect(log).toEqual(['a', 'b', 'other'])
    expect(hosts.busy()).toEqual(['one:80'])
    works[1]!.end()
    expect(await done[1]).toBe('b')
    await settle()
    expect(log).toEqual(['a', 'b', 'other', 'c'])
    for (const { end } of [...works, other]) end()
    expect(await Promise.all([...done, otherDone])).toEqual(['a', 'b', 'c', 'd', 'other'])
    expect(hosts.busy()).toEqual([])
  })

  it('forgets who gives up waiting, and gives nobody their slot twice', async () => {
    const hosts = new Hosts(1)
    const log: string[] = []
    const [first, second, third] = ['first', 'second', 'third'].map((name) => work(log, name))
    const running = hosts.run('one:80', undefined, first!.start)
    const leaver = new AbortController()
    const left = hosts.run('one:80', leaver.signal, second!.start)
    const waits = hosts.run('one:80', new AbortController().signal, third!.start)
    leaver.abort(new Error('enough'))
    await expect(left).rejects.toThrow('enough')
    await expect(hosts.run('one:80', leaver.signal, second!.start)).rejects.toThrow('enough')
    first!.end()
    third!.end()
    expect(await Promise.all([running, waits])).toEqual(['first', 'third'])
    expect(log).toEqual(['first', 'third'])
    expect(hosts.busy()).toEqual([])
  })

  it('frees the slot of work that fails', async () => {
    const hosts = new Hosts(1)
    await expect(hosts.run('one:80', undefined, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await hosts.run('one:80', undefined, async () => 'next')).toBe('next')
  })

  it('never runs more than its limit, whoever comes and goes', async () => {
    const hosts = new Hosts(2)
    let running = 0
    let most = 0
    const all = Array.from({ length: 500 }, async (_, at) => {
      const signal = at % 7 === 0 ? AbortSignal.timeout(at % 11) : undefined
      await hosts
        .run(`${at % 3}`, signal, async () => {
          most = Math.max(most, ++running)
          await new Promise((resolve) => setTimeout(resolve, at % 3))
          running--
        })
        .catch(() => {})
    })
    await Promise.all(all)
    expect(most).toBeLessThanOrEqual(6)
    expect(hosts.busy()).toEqual([])
  })
})
