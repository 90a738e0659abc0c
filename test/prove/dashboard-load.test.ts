import { bearsLoad } from '../support/loaded-wall.ts'

// Two minutes of it are in test/e2e.
bearsLoad(process.env.PROVE === 'full' ? 600 : 20)
