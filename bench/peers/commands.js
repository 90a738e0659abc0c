// What a process of the measure answers, as bench/fanout-child.ts has it: this one runs on a Node of its own.
import { readFileSync } from 'node:fs'

const common = {
  cpuSeconds() {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  },
}

export function answerCommands(commands) {
  process.on('disconnect', () => process.exit())
  process.on('message', async ([number, name, argument]) => {
    const answer = { number }
    try {
      answer.result = (await { ...common, ...commands }[name](argument)) ?? null
    } catch (error) {
      answer.error = String(error?.stack ?? error)
    }
    process.send(answer)
  })
}

export const sqlOf = (name) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
