import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Kitchen, openKitchen, readCookbook } from '../support/cookbook.ts'
import { type Newsstand, openNewsstand } from '../support/newsstand.ts'

const recipes = await readCookbook()
/** Those that need no more than Node; the command line is run with the browsers and the like. */
const programs = recipes.filter(({ language }) => language !== 'bash')

let stand: Newsstand
let kitchen: Kitchen
beforeAll(async () => {
  ;[stand, kitchen] = await Promise.all([openNewsstand(), openKitchen()])
  // More than one page of the shortest.
  for (const number of [1, 2, 3, 4]) {
    await stand.push('rasif', { title: `خبر سابق ${number}`, url: `https://rasif.example/${number}` })
  }
})
afterAll(async () => {
  await kitchen.close()
  await stand.close()
})

describe('the cookbook', () => {
  it('says of every piece of code what it prints, so that none goes unrun', () => {
    expect(recipes.length).toBeGreaterThan(15)
    expect(recipes.filter(({ prints }) => prints === null).map(({ name }) => name)).toEqual([])
    expect(new Set(recipes.map(({ language }) => language))).toEqual(new Set(['bash', 'js', 'jsx']))
    for (const client of ['curl', 'fetch', 'live', 'urql', 'apollo', 'react', 'types']) {
      expect(recipes.some(({ name }) => name.startsWith(`${client}.md`))).toBe(true)
    }
  })

  it.each(programs.map((recipe) => [recipe.name, recipe] as const))('%s', async (_name, recipe) => {
    let number = 0
    // Something happens meanwhile, for those who wait for it.
    const news = setInterval(() => {
      const id = `${Date.now()}-${++number}`
      void stand.push('rasif', { title: `خبر عاجل ${id}`, url: `https://rasif.example/${id}` }).catch(() => {})
    }, 700)
    try {
      expect(await kitchen.cook(recipe, stand.server.url, stand.key)).toMatch(recipe.prints!)
    } finally {
      clearInterval(news)
    }
  })
})
