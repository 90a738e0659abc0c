import { destination, type Logger, type LoggerOptions, pino } from 'pino'
import { isTracing, traceIds } from './spans.ts'

/** Fields that may hold a key are never written, wherever they come from. */
const WITHHELD = [
  'authorization',
  '*.authorization',
  'req.headers.authorization',
  '*.headers.authorization',
  'adminKey',
]

/** The log of the process: JSON lines on stderr, so that stdout stays for data. Where traces are made lines bear their ids. */
export function createLog(level: LoggerOptions['level'] = 'info'): Logger {
  return pino(
    {
      level,
      base: null,
      redact: WITHHELD,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      ...(isTracing() && { mixin: traceIds }),
    },
    destination(2),
  )
}

export type { Logger }
