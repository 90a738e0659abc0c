import Fastify from 'fastify'
import { startServer } from '../src/app.ts'
import { loadConfig } from '../src/config.ts'
import { createLog } from '../src/ops/log.ts'
import { answerCommands, processCommands } from './fanout-child.ts'

/** Ours, as `sila serve` opens it, with a quota that nobody uses up; and how long it took, in milliseconds. */
async function ours({ url }: { url: string }): Promise<{ port: number; ms: number }> {
  const config = { ...loadConfig({}), databaseUrl: url, adminKey: 'a key of the measure alone', port: 0, sample: false }
  const began = performance.now()
  const served = await startServer(
    { ...config, quota: 1e12, quotaAnonymous: 1e12, logLevel: 'silent', roles: ['api'] },
    createLog('silent'),
    () => {},
  )
  return { port: Number(new URL(served.url!).port), ms: performance.now() - began }
}

/** Nothing but Fastify, which has an answer in its memory. */
async function bytes({ text }: { text: string }): Promise<{ port: number; ms: number }> {
  const app = Fastify()
  const body = Buffer.from(text)
  app.get('/gateway', (_request, reply) => reply.type('application/json; charset=utf-8').send(body))
  return { port: Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port), ms: 0 }
}

answerCommands({ ours, bytes, ...processCommands })
