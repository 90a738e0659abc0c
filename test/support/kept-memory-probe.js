// Loaded before a process of Sila (`--import`): tells what it keeps to whoever connects to a socket of its own.
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  const probe = createServer((socket) => {
    // Twice: what the first leaves to finalizers is given back by the second.
    collect()
    collect()
    socket.end(JSON.stringify(process.memoryUsage()))
  })
  probe.listen(join(process.env.KEPT_MEMORY_FOLDER, `${process.pid}.sock`)).unref()
}
