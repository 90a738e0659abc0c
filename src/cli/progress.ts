import { SingleBar } from 'cli-progress'

/** Shows how far something is: a bar on a terminal, a line of JSON a second elsewhere. */
export interface Progress {
  update(done: number, total: number): void
  stop(): void
}

const LINE_MS = 1_000

/** Progress on a stream, usually stderr: stdout is for data. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? bar(stream) : lines(stream)
}

function bar(stream: NodeJS.WriteStream): Progress {
  const shown = new SingleBar({ format: '{bar} {value}/{total}', stream, hideCursor: true, clearOnComplete: true })
  let started = false
  return {
    update(done, total) {
      if (!started) shown.start(total, done)
      started = true
      shown.setTotal(total)
      shown.update(done)
    },
    stop() {
      if (started) shown.stop()
    },
  }
}

function lines(stream: NodeJS.WriteStream): Progress {
  let last = { done: 0, total: 0 }
  let said = 0
  let saidAt = 0
  const say = () => {
    if (last.done === said) return
    said = last.done
    stream.write(`${JSON.stringify({ progress: last })}\n`)
  }
  return {
    update(done, total) {
      last = { done, total }
      if (Date.now() - saidAt < LINE_MS) return
      saidAt = Date.now()
      say()
    },
    stop: say,
  }
}
