import { describe, expect, it } from 'vitest'
import { SiteMenus, seenTags } from '../../src/linking/site-menus.ts'

const unsupported = (slug: string) => ({ slug, isSupported: false })
const supported = (slug: string) => ({ slug, isSupported: true })

/** A day of articles, each with the menu and a tag of its own. */
function day(menus: SiteMenus, number: number, articles: number, tags = [unsupported('عام-الاستدامه')]): void {
  for (let article = 0; article < articles; article++) menus.learn('1', number, [...tags, supported(`وسم-${article}`)])
}

describe('SiteMenus', () => {
  it('pitfall 15: learns what stands among the tags of most articles without being in their texts', () => {
    const menus = new SiteMenus()
    day(menus, 1, 20)
    expect(menus.isMenu('1', 'عام-الاستدامه')).toBe(true)
    expect(menus.isMenu('1', 'وسم-3')).toBe(false)
    expect(menus.isMenu('2', 'عام-الاستدامه')).toBe(false)
  })

  it('takes the subject of the day for no menu, however frequent', () => {
    const menus = new SiteMenus()
    day(menus, 1, 20, [supported('غزه')])
    expect(menus.isMenu('1', 'غزه')).toBe(false)
  })

  it('says nothing of few articles, and keeps to the last day that told enough', () => {
    const menus = new SiteMenus()
    day(menus, 1, 9)
    expect(menus.isMenu('1', 'عام-الاستدامه')).toBe(false)
    day(menus, 1, 1)
    expect(menus.isMenu('1', 'عام-الاستدامه')).toBe(true)
    day(menus, 2, 3, [])
    expect(menus.isMenu('1', 'عام-الاستدامه')).toBe(true)
    day(menus, 2, 20, [])
    expect(menus.isMenu('1', 'عام-الاستدامه')).toBe(false)
  })

  it('takes a tag on a fifth of the articles for none', () => {
    const menus = new SiteMenus()
    for (let article = 0; article < 20; article++) menus.learn('1', 1, article < 4 ? [unsupported('تحقيق')] : [])
    expect(menus.isMenu('1', 'تحقيق')).toBe(false)
    menus.learn('1', 1, [unsupported('تحقيق')])
    expect(menus.isMenu('1', 'تحقيق')).toBe(true)
  })

  it('learns from stored taggings what it learnt from decided ones', () => {
    const taggings = [
      { slug: 'ليبيا', origin: 'PUBLISHER', confidence: 1 },
      { slug: 'عام', origin: 'PUBLISHER', confidence: 0.5 },
      { slug: 'بث', origin: 'SITE_MENU', confidence: 0.3 },
      { slug: 'حفتر', origin: 'EXTRACTED', confidence: 0.9 },
    ] as const
    expect(seenTags(taggings)).toEqual([supported('ليبيا'), unsupported('عام'), unsupported('بث')])
  })
})
