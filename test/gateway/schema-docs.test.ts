import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderPage } from '../../schema-docs/render.js'
import { servedSchema } from '../support/ask-schema.ts'
import { startTinyServer, type TinyServer } from '../support/tiny-server.ts'

const FILES = { css: 'page-1.css', js: 'search-1.js', icon: 'icon-1.svg' }
const schema = servedSchema()
const html = renderPage(schema, FILES)
const { document } = parseHTML(html)
const ids = new Set([...document.querySelectorAll('[id]')].map(({ id }) => id))

describe('the page that describes the schema', () => {
  it('has a place for every type, field, argument and value', () => {
    const missing = Object.values(schema.getTypeMap())
      .filter(({ name }) => !/^(?:__|(?:ID|Int|Float|String|Boolean)$)/.test(name))
      .flatMap((type) => {
        const members: readonly { name: string; args?: readonly { name: string }[] }[] =
          'getFields' in type ? Object.values(type.getFields()) : 'getValues' in type ? type.getValues() : []
        return [
          type.name,
          ...members.flatMap(({ name, args = [] }) => [
            `${type.name}.${name}`,
            ...args.map((argument) => `${type.name}.${name}.${argument.name}`),
          ]),
        ]
      })
      .filter((id) => !ids.has(id))
    expect(missing).toEqual([])
  })

  it('says each thing in Arabic first, each line in its own direction', () => {
    const entries = [...document.querySelectorAll('[data-entry]')]
    expect(entries.length).toBeGreaterThan(400)
    for (const entry of entries) {
      const [first, second] = [...entry.children].filter(({ tagName }) => tagName === 'P')
      expect([first?.getAttribute('dir'), second?.getAttribute('dir')], entry.id).toEqual(['rtl', 'ltr'])
    }
    expect(document.documentElement.getAttribute('dir')).toBe('rtl')
  })

  it('links to what it has, and to nothing that is not of this server', () => {
    for (const link of document.querySelectorAll('[href], [src]')) {
      const target = link.getAttribute('href') ?? link.getAttribute('src')!
      if (target.startsWith('#')) expect(ids, target).toContain(target.slice(1))
      else expect(target).toMatch(/^\/(?:docs|graphiql|schema\.graphql)\b/)
    }
  })

  it('shows what descriptions say as text', () => {
    expect(document.getElementById('ArticleFilter.tags')!.textContent).toContain('["هدنه"]')
    expect(html).not.toMatch(/<script(?! src="\/docs\/assets\/)/)
  })
})

describe('GET /docs', () => {
  let server: TinyServer
  beforeAll(async () => {
    server = await startTinyServer()
  })
  afterAll(() => server.close())

  it('gives the page and what it needs, with a policy that lets nothing else be loaded', async () => {
    const page = await fetch(`${server.url}/docs`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const addresses = [...(await page.text()).matchAll(/(?:href|src)="(\/docs\/assets\/[^"]+)"/g)].map(
      ([, path]) => path!,
    )
    expect(addresses).toHaveLength(3)
    for (const address of addresses) {
      const asset = await fetch(server.url + address)
      expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, expect.stringContaining('immutable')])
    }
    expect((await fetch(`${server.url}/docs/`, { redirect: 'manual' })).headers.get('location')).toBe('/docs')
  })
})
