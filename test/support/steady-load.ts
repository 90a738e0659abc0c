import { setTimeout as sleep } from 'node:timers/promises'

/** What clients got over a time. */
export interface LoadReport {
  asked: number
  /** What each failure was; empty where all was answered as it should be. */
  failures: string[]
  longestMs: number
}

const PATIENCE_MS = 20_000

/** Asks so many times a second, however long answers take, until it is ended. Each question gives what is wrong with its answer, or null. */
export function steadyLoad(perSecond: number, questions: readonly ((turn: number) => Promise<string | null>)[]) {
  const report: LoadReport = { asked: 0, failures: [], longestMs: 0 }
  const running = new Set<Promise<void>>()
  let isOver = false
  const asking = (async () => {
    for (const began = performance.now(); !isOver; ) {
      const turn = report.asked++
      const at = performance.now()
      const question = questions[turn % questions.length]!
      const asked = question(turn)
        .catch((error) => `${error} ${error.cause ?? ''}`)
        .then((failure) => {
          report.longestMs = Math.max(report.longestMs, performance.now() - at)
          if (failure !== null)
            report.failures.push(`${Math.round(at - began)} ms, question ${turn % questions.length}: ${failure}`)
          running.delete(asked)
        })
      running.add(asked)
      await sleep(Math.max(0, began + (report.asked * 1_000) / perSecond - performance.now()))
    }
    await Promise.all(running)
  })()
  return {
    report,
    async end(): Promise<LoadReport> {
      isOver = true
      await asking
      return report
    },
  }
}

/** A request whose answer is to be 200 and, where it is GraphQL, without errors. */
export function question(url: string, init: (turn: number) => RequestInit & { path: string }) {
  return async (turn: number): Promise<string | null> => {
    const { path, ...rest } = init(turn)
    const response = await fetch(url + path, { ...rest, signal: AbortSignal.timeout(PATIENCE_MS) })
    const body = await response.text()
    if (response.status !== 200) return `${response.status} ${body.slice(0, 200)}`
    const isJson = response.headers.get('content-type')?.includes('json')
    return isJson && JSON.parse(body).errors !== undefined ? body.slice(0, 300) : null
  }
}
