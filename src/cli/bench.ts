import { existsSync } from 'node:fs'
import type { BenchOptions } from '../../bench/bench-options.ts'
import { figuresTable, type Measurement, printed } from '../../eval/measure.ts'
import { EXIT } from './command.ts'
import type { AddCommand } from './run.ts'

/** A line of `sila bench`: its code is loaded when it is asked for. */
interface Bench {
  name: string
  about: string
  load(): Promise<(options: BenchOptions) => Promise<Measurement>>
}

const BENCHES: readonly Bench[] = [
  {
    name: 'fanout',
    about: 'the live feed to crowds of subscribers, beside plain ws, stock graphql-ws and PostgreSQL alone',
    load: async () => (await import('../../bench/fanout.ts')).measureFanout,
  },
  {
    name: 'ingest',
    about: 'feed items from the request to the log of changes, beside a bare multi-row INSERT of the same rows',
    load: async () => (await import('../../bench/ingest.ts')).measureIngest,
  },
  {
    name: 'linking',
    about: 'copies, stories, similar articles, tags and terms of an article, in windows of 10,000 and 300,000',
    load: async () => (await import('../../bench/linking.ts')).measureLinking,
  },
  {
    name: 'memory',
    about: 'what the process holds through a simulated day of polling and admitting',
    load: async () => (await import('../../bench/memory.ts')).measureMemory,
  },
  {
    name: 'pages',
    about: 'full-text pages per CPU second, beside Readability on linkedom alone',
    load: async () => (await import('../../bench/pages.ts')).measurePages,
  },
  {
    name: 'read',
    about:
      'reading over HTTP: the same operation again and again, and with ever new variables, beside others that give the same',
    load: async () => (await import('../../bench/read.ts')).measureRead,
  },
  {
    name: 'scaling',
    about:
      'what machines would carry: the processor time of reads, measured, and a simulation of many machines with it',
    load: async () => (await import('../../bench/scaling.ts')).measureScaling,
  },
  {
    name: 'search',
    about: "Query.search over 100,000 articles, beside PostgreSQL's own Arabic search over the same",
    load: async () => (await import('../../bench/search.ts')).measureSearch,
  },
]

interface Options {
  json?: boolean
  full?: boolean
  articles?: string
  pages?: string
  articlesCount?: number
  peers?: boolean
  minutes?: number
  gateway?: boolean
}

/** Reading as partners do, by documents. */
const byDocuments = async () => (await import('../../bench/gateway.ts')).measureGateway

/** `sila bench NAME`: measures speed as a ratio to a baseline of the same run. */
export const benchCommand: AddCommand = (program, perform) => {
  const command = program.command('bench').description('measure speed against a baseline in the same run')
  for (const bench of BENCHES) {
    command
      .command(bench.name)
      .option('--articles <file>', 'article records to measure with (.jsonl, .gz); else the bundled sample, varied')
      .option('--pages <set>', 'pages to measure with, as `sila eval extraction` takes them')
      .option('--full', 'the large sizes and long runs')
      .option('--articles-count <number>', 'articles in the store where `read` is measured', Number)
      .option('--peers', 'other GraphQL servers beside `read`, installed from npm into bench/peers')
      .option('--gateway', '`read` by documents of partners, at their door')
      .option('--minutes <number>', 'mixed load after which `read` looks at memory', Number)
      .description(bench.about)
      .action((_, self: { optsWithGlobals(): Options }) => {
        const { json, full = false, articles = null, pages = null, gateway = false, ...more } = self.optsWithGlobals()
        return perform(json, async (context) => {
          const missing = [articles, pages].find((path) => path !== null && !existsSync(path))
          if (missing) {
            context.say(`sila: there is no ${missing}`)
            return EXIT.misused
          }
          const load = gateway && bench.name === 'read' ? byDocuments : bench.load
          const measurement = await (await load())({ ...more, articles, pages, full, say: context.say })
          if (context.json) context.print(printed(measurement))
          else context.write(figuresTable(measurement))
          return EXIT.done
        })
      })
  }
}
