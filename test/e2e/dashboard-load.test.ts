import { bearsLoad } from '../support/loaded-wall.ts'

bearsLoad(120)
