import { describe, expect, it } from 'vitest'
import { segmentTags } from '../../../src/ingestion/page/segment-tags.ts'

const text = {
  title: 'وزير الثقافة يفتتح متحف الخط العربي في القيروان',
  body: [
    'افتتح وزير الثقافة متحف الخط العربي في القيروان، بعد عام من الترميم.',
    'ويضم متحف الخط العربي مئات المخطوطات من جامع القيروان الكبير، وقال الوزير إن الزيارة مجانية للطلاب.',
    'وتعرض سلمى البكري، الخطّاطة المعروفة، لوحاتها في القيروان منذ عام 2019.',
  ],
}

describe('segmentTags', () => {
  it.each([
    ['phrases of the title', 'وزير الثقافة القيروان', ['وزير الثقافة', 'القيروان'], []],
    ['letters of a Persian keyboard', 'الخط العربی فی القیروان', ['متحف الخط العربي', 'القيروان'], []],
    ['a leading stop word', 'في القيروان', ['القيروان'], []],
    ['the same tag twice', 'القيروان سلمی البکري القیروان', ['القيروان', 'سلمى البكري'], []],
    ['a word without its article', 'مخطوطات متحف الخط العربي', ['مخطوطات', 'متحف الخط العربي'], []],
    ['vowels as the article has them', 'الخطاطة المعروفة', ['الخطّاطة المعروفة'], []],
    ['a menu before the tags', 'حالة الطقس كأس العالم القيروان', ['القيروان'], ['حالة الطقس كأس العالم']],
    ['a common word in the menu', 'أسعار الذهب عام الاستدامة القيروان', ['القيروان'], ['أسعار الذهب عام الاستدامة']],
    [
      'a common word that begins the menu',
      'عام الاستدامة كأس العالم القيروان',
      ['القيروان'],
      ['عام الاستدامة كأس العالم'],
    ],
    ['tags before the menu', 'القيروان سلمى البكري كأس العالم', ['القيروان', 'سلمى البكري'], ['كأس العالم']],
    ['a menu alone', 'كأس العالم', [], ['كأس العالم']],
    ['stop words alone', 'في من', [], []],
    ['nothing', ' - ', [], []],
  ])('reads %s', (_, line, tags, menuTags) => {
    expect(segmentTags(line, text)).toEqual({ tags, menuTags })
  })

  it.each([
    ['Arabic commas', 'القيروان، وزير الثقافة، حالة الطقس'],
    ['commas', 'القيروان, وزير الثقافة, حالة الطقس'],
    ['bars', 'القيروان | وزير الثقافة | حالة الطقس'],
    ['hyphens', 'القيروان - وزير الثقافة - حالة الطقس'],
    ['lines', 'القيروان\nوزير الثقافة\nحالة الطقس'],
    ['hashes', '#القيروان #وزير_الثقافة #حالة_الطقس'],
  ])('respects %s', (_, line) => {
    expect(segmentTags(line, text)).toEqual({ tags: ['القيروان', 'وزير الثقافة'], menuTags: ['حالة الطقس'] })
  })

  it('does not complete a tag that the publisher set apart', () => {
    expect(segmentTags('الخط العربي، القيروان', text).tags).toEqual(['الخط العربي', 'القيروان'])
  })

  it('keeps the letters of a Persian article', () => {
    const persian = { title: 'نمایشگاه کتاب در تهران', body: ['نمایشگاه کتاب تهران گشایش یافت.'] }
    expect(segmentTags('کتاب، تهران', persian).tags).toEqual(['کتاب', 'تهران'])
  })

  it('leaves with the menu what no article accounts for', () => {
    expect(segmentTags('وزير الثقافة', { title: null, body: [] })).toEqual({ tags: [], menuTags: ['وزير الثقافة'] })
  })
})
