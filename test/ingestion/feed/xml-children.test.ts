import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balanceTags, childrenOf, rewriteChildren } from '../../../src/ingestion/feed/xml-children.ts'

const namesOf = (text: string) => childrenOf(text, text.indexOf('>') + 1).map(({ name, inner }) => [name, inner])

describe('the children of an element', () => {
  it('are its own, not those inside comments, CDATA sections or each other', () => {
    const text =
      '<i><!-- <x>1</x> --><a:b c="d>e">1<a:b>2</a:b></a:b><![CDATA[<y>3</y>]]><z/><w><![CDATA[</w>]]></w></i>'
    expect(namesOf(text)).toEqual([
      ['a:b', '1<a:b>2</a:b>'],
      ['z', ''],
      ['w', '<![CDATA[</w>]]>'],
    ])
  })

  it('end with the first that is broken', () => {
    expect(namesOf('<i><a>1</a><b>2<c>3</c></i>')).toEqual([['a', '1']])
  })

  it('change only where they are written otherwise', () => {
    const pieces = fc.array(
      fc.constantFrom('<a>', '</a>', '<b x="1">', '</b>', '<c/>', '<!--', '-->', '<![CDATA[', ']]>', 'ن', ' ', '<'),
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = `<i>${parts.join('')}</i>`
        expect(rewriteChildren(text, 3, () => null)).toBe(text)
      }),
    )
    expect(rewriteChildren('<i> <a>1</a> <b/> </i>', 3, ({ name }) => (name === 'a' ? '<x/>' : null))).toBe(
      '<i> <x/> <b/> </i>',
    )
  })
})

describe('tags out of balance', () => {
  it.each([
    ['<r><a>1</b></r>', '<r><a>1</a></r>'],
    ['<r><a>1<b>2</a></r>', '<r><a>1<b>2</b></a></r>'],
    ['<r><a>1', '<r><a>1</a></r>'],
    ['<r></r></r>', '<r></r>'],
    ['<r><!-- <a> --><![CDATA[<b>]]><c/></r>', '<r><!-- <a> --><![CDATA[<b>]]><c/></r>'],
  ])('%s becomes %s', (text, balanced) => {
    expect(balanceTags(text)).toBe(balanced)
    expect(balanceTags(balanced)).toBe(balanced)
  })

  it.each(['<a>', '<a></b>', '</a>', '<a b="', '<!--', '<![CDATA['])(
    'of %s without end are read in time proportional to their length',
    (piece) => {
      const start = performance.now()
      balanceTags(`<r>${piece.repeat(200_000)}`)
      childrenOf(`<r>${piece.repeat(200_000)}`, 3)
      expect(performance.now() - start).toBeLessThan(5000)
    },
  )
})
