import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Kitchen, openKitchen, readCookbook } from '../support/cookbook.ts'
import { type Newsstand, openNewsstand } from '../support/newsstand.ts'

const INSTALL = fileURLToPath(new URL('../../scripts/install-debian.sh', import.meta.url))
const recipes = (await readCookbook()).filter(({ language }) => language === 'bash')

let stand: Newsstand
let kitchen: Kitchen
beforeAll(async () => {
  if (spawnSync('curl', ['--version']).error !== undefined) execFileSync(INSTALL, ['curl'], { stdio: 'inherit' })
  ;[stand, kitchen] = await Promise.all([openNewsstand(), openKitchen()])
}, 300_000)
afterAll(async () => {
  await kitchen.close()
  await stand.close()
})

describe('the cookbook on a command line', () => {
  it.each(recipes.map((recipe) => [recipe.name, recipe] as const))('%s', async (_name, recipe) => {
    let number = 0
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
