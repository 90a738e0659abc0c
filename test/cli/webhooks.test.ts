import { describe, expect, it } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { keepCliOutput } from '../support/cli-output.ts'
import { openCliRoom } from '../support/cli-room.ts'

const output = keepCliOutput()
const room = openCliRoom()

async function sila(...argv: string[]): Promise<{ code: number; data: any }> {
  output.printed = ''
  const code = await run([...argv, '--json'])
  return { code, data: output.printed === '' ? null : JSON.parse(output.printed) }
}

describe('sila webhooks', () => {
  it('makes one, lists it, and does with it what operators do', async () => {
    await sila('partners', 'create', 'Manar')
    const filter = 'sources=bbc,skynews&text=غزة'
    const made = await sila(
      'webhooks',
      'create',
      'https://hooks.manar.example/news',
      '--partner',
      'Manar',
      '--filter',
      filter,
      '--types',
      'article_ingested',
    )
    expect(made).toMatchObject({
      code: 0,
      data: {
        partner: 'Manar',
        filter: { sources: ['bbc', 'skynews'], text: 'غزة' },
        types: ['ARTICLE_INGESTED'],
        secret: expect.stringMatching(/^whsec_/),
      },
    })
    const { id, cursor, secret } = made.data
    expect((await sila('webhooks', 'list')).data.webhooks).toMatchObject([
      { id, state: 'ACTIVE', url: 'https://hooks.manar.example/news' },
    ])
    expect((await sila('webhooks', 'pause', id)).data.state).toBe('PAUSED')
    expect((await sila('webhooks', 'resume', id)).data.state).toBe('ACTIVE')
    const rotated = (await sila('webhooks', 'rotate', id)).data.secret
    expect(rotated).toMatch(/^whsec_/)
    expect(rotated).not.toBe(secret)
    expect((await sila('webhooks', 'replay', id, cursor)).code).toBe(0)
    const [row] = await room.own.db.query(
      `insert into webhook_delivery (webhook_id, message_id, kind, epoch, after_position, position, events, state)
       select id, 'msg_1', 'CHANGES', epoch, 0, 0, 1, 'DEAD' from webhook returning id`,
    )
    expect((await sila('webhooks', 'deliveries', id)).data.deliveries).toMatchObject([
      { messageId: 'msg_1', state: 'DEAD', attempts: [] },
    ])
    expect((await sila('webhooks', 'redeliver', encodeId('dlv', row.id))).data.state).toBe('AGAIN')
    expect((await sila('webhooks', 'remove', id)).data).toMatchObject({ id, removed: true })
    expect((await sila('webhooks', 'list')).data.webhooks).toEqual([])
  })

  it('says what is wrong, and does nothing', async () => {
    expect((await sila('webhooks', 'create', 'http://127.0.0.1/', '--partner', 'Manar')).code).toBe(1)
    expect(output.said).toContain('Nothing may be sent to this address')
    expect(
      (await sila('webhooks', 'create', 'https://a.example/', '--partner', 'Manar', '--types', 'everything')).code,
    ).toBe(2)
    expect((await sila('webhooks', 'create', 'https://a.example/', '--partner', 'Nobody')).code).toBe(1)
    expect(
      (await sila('webhooks', 'create', 'https://a.example/', '--partner', 'Manar', '--filter', 'nonsense=1')).code,
    ).toBe(1)
    expect((await sila('webhooks', 'pause', 'whk_zzzz')).code).toBe(1)
  })
})

describe('sila partners terms', () => {
  it('sets, shows and clears what was agreed', async () => {
    await sila('partners', 'create', 'Nour')
    await room.own.db.query(`insert into source (slug, name) values ('wakala', 'الوكالة')`)
    const set = [
      'partners',
      'terms',
      'Nour',
      '--source',
      'wakala',
      '--display',
      'headline',
      '--attribution',
      'عن الوكالة',
    ]
    expect((await sila(...set)).data).toEqual({
      partner: 'Nour',
      terms: [{ source: 'wakala', display: 'HEADLINE', attribution: 'عن الوكالة' }],
    })
    await sila('partners', 'terms', 'Nour', '--display', 'excerpt')
    expect((await sila('partners', 'terms', 'Nour')).data.terms).toHaveLength(2)
    await sila('partners', 'terms', 'Nour', '--source', 'wakala', '--clear')
    expect((await sila('partners', 'terms', 'Nour')).data.terms).toEqual([
      { source: null, display: 'EXCERPT', attribution: null },
    ])
    expect((await sila('partners', 'terms', 'Nour', '--display', 'everything')).code).toBe(2)
    expect((await sila('partners', 'terms', 'Nour', '--source', 'nobody', '--display', 'full')).code).toBe(1)
  })
})
