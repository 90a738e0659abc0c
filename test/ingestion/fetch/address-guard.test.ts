import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import type { PrivateNetworks } from '../../../src/config.ts'
import { AddressGuard, addressRefusal, hostAndPort } from '../../../src/ingestion/fetch/address-guard.ts'
import { LOOPBACK_SPELLINGS } from '../../support/loopback-spellings.ts'

/** What the guard says to a URL, and to the addresses of its name. */
function verdict(text: string, allowPrivate: PrivateNetworks = 'none', addresses: string[] = []): string {
  const guard = new AddressGuard(allowPrivate)
  try {
    const url = new URL(text)
    guard.checkUrl(url)
    for (const address of addresses) guard.checkAddress(url, address)
    return 'ok'
  } catch (error) {
    return (error as { code: string }).code
  }
}

const NOT_PUBLIC = [
  ...['0.1.2.3', '10.0.0.1', '100.64.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
  ...['192.0.0.1', '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.255'],
  ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '168.63.129.16'],
  ...['::', '::1', '::7f00:1', '::ffff:10.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::a00:1', '64:ff9b:1::1', '100::1'],
  ...[
    '2001::1',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2001:db8::1',
    '2002:a00:1::',
    '3fff::1',
    '3ffe::1',
    '5f00::1',
  ],
  ...['fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '4000::1', 'localhost', '', '1.2.3'],
]

describe('the guard of addresses', () => {
  it.each(LOOPBACK_SPELLINGS)('refuses the loopback address as %s', (host) => {
    expect(verdict(`http://${host}/feed`)).toBe('ADDRESS_REFUSED')
  })

  it.each(NOT_PUBLIC)('takes %j for no public address', (address) => {
    expect(addressRefusal(address)).not.toBeNull()
  })

  it.each(['1.1.1.1', '8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450:4001::200e', '::ffff:8.8.8.8'])(
    'takes %s for a public address',
    (address) => {
      expect(addressRefusal(address)).toBeNull()
    },
  )

  it.each<[what: string, url: string, code: string]>([
    ['a file', 'file:///etc/passwd', 'BAD_ADDRESS'],
    ['ftp', 'ftp://news.example/feed', 'BAD_ADDRESS'],
    ['data', 'data:text/xml,<rss/>', 'BAD_ADDRESS'],
    ['gopher', 'gopher://news.example:80/_GET', 'BAD_ADDRESS'],
    ['credentials', 'http://user:password@news.example/', 'BAD_ADDRESS'],
    ['a name for credentials', 'http://news.example@other.example/', 'BAD_ADDRESS'],
    ['the port of a mail server', 'http://news.example:25/', 'ADDRESS_REFUSED'],
    ['the port of a database', 'https://news.example:5432/', 'ADDRESS_REFUSED'],
  ])('refuses %s', (_, url, code) => {
    expect(verdict(url)).toBe(code)
  })

  it('asks ports 80, 443, 8080 and 8443', () => {
    const ports = ['', ':80', ':443', ':8080', ':8443']
    expect(ports.map((port) => verdict(`https://news.example${port}/`))).toEqual(ports.map(() => 'ok'))
  })

  it('refuses a name of which one address of several is private', () => {
    expect(verdict('https://news.example/', 'none', ['93.184.216.34', '2606:4700::1'])).toBe('ok')
    expect(verdict('https://news.example/', 'none', ['93.184.216.34', '::1'])).toBe('ADDRESS_REFUSED')
    expect(verdict('https://news.example/', 'none', ['2606:4700::1', '10.1.2.3'])).toBe('ADDRESS_REFUSED')
  })

  it('lets pass exactly the host and port that the operator opened, however the list spells them', () => {
    const opened = ['Intranet.example:80', '[0:0::1]:9000', '127.1:9000', 'أخبار.example:8000']
    const tries = [
      'http://intranet.example/',
      'http://[::1]:9000/',
      'http://2130706433:9000/',
      'http://أخبار.example:8000/',
    ]
    expect(tries.map((url) => verdict(url, opened, ['10.0.0.1']))).toEqual(tries.map(() => 'ok'))
    const others = [
      'https://intranet.example/',
      'http://intranet.example:8080/',
      'http://[::1]:9001/',
      'http://127.0.0.2:9000/',
    ]
    expect(others.map((url) => verdict(url, opened, ['10.0.0.1']))).toEqual(others.map(() => 'ADDRESS_REFUSED'))
  })

  it('lets every address and port pass where the operator opened all, yet no other scheme', () => {
    expect(verdict('http://10.0.0.1:9200/', 'all')).toBe('ok')
    expect(verdict('file:///etc/passwd', 'all')).toBe('BAD_ADDRESS')
  })

  it('names host and port with the default port filled in', () => {
    const urls = ['http://a.example/x', 'https://a.example/', 'https://a.example:8443/', 'http://[::1]/']
    expect(urls.map((url) => hostAndPort(new URL(url)))).toEqual([
      'a.example:80',
      'a.example:443',
      'a.example:8443',
      '[::1]:80',
    ])
  })

  it('judges a random IPv4 address by its range in each of its notations', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffff_ffff }), (number) => {
        const octets = [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff)
        const dotted = octets.join('.')
        const public4 = ipaddr.parse(dotted).range() === 'unicast'
        const hex = number.toString(16)
        const spellings = [
          dotted,
          `${number}`,
          `0x${hex}`,
          `0${number.toString(8)}`,
          octets.map((octet) => `0x${octet.toString(16)}`).join('.'),
          octets.map((octet) => `0${octet.toString(8)}`).join('.'),
          `${octets[0]}.${number & 0xff_ffff}`,
          `${octets[0]}.${octets[1]}.${number & 0xffff}`,
          dotted.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
          `[::ffff:${dotted}]`,
          `[0:0:0:0:0:FFFF:${hex.padStart(8, '0').slice(0, 4)}:${hex.padStart(8, '0').slice(4)}]`,
        ]
        const wanted = public4 && dotted !== '168.63.129.16' ? 'ok' : 'ADDRESS_REFUSED'
        for (const spelling of spellings) expect(verdict(`http://${spelling}/`), spelling).toBe(wanted)
        for (const prefix of ['::', '64:ff9b::', '::ffff:0:']) {
          expect(verdict(`http://[${prefix}${dotted}]/`), prefix).toBe('ADDRESS_REFUSED')
        }
      }),
      { numRuns: 10_000 },
    )
  }, 120_000)

  it('lets a random IPv6 address pass only where its range and the range of what is routed agree', () => {
    const group = fc.oneof(
      fc.nat({ max: 0xffff }),
      fc.constantFrom(0, 0x2001, 0x2002, 0x64, 0xff9b, 0xfe80, 0xfc00, 0xffff),
    )
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const address = ipaddr.parse(groups.map((part) => part.toString(16)).join(':'))
        const spellings = [address.toString(), address.toNormalizedString(), address.toNormalizedString().toUpperCase()]
        const said = new Set(spellings.map((spelling) => verdict(`http://[${spelling}]/`)))
        expect(said.size).toBe(1)
        if (ipaddr.process(address.toString()).range() !== 'unicast') expect(said).toContain('ADDRESS_REFUSED')
        if (said.has('ok') && groups.slice(0, 5).some(Boolean)) expect(groups[0]! >>> 13).toBe(1)
      }),
      { numRuns: 10_000 },
    )
  }, 120_000)
})
