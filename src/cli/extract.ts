import { dirname, resolve } from 'node:path'
import { messageOf } from '../errors.ts'
import { decode } from '../ingestion/charset.ts'
import { extractPage } from '../ingestion/extract/extract-page.ts'
import { htmlProblem } from '../ingestion/extract/sanitize.ts'
import { readDocument, readLines } from '../ingestion/input-file.ts'
import { absoluteUrl } from '../ingestion/urls.ts'
import { type CommandContext, EXIT } from './command.ts'
import type { AddCommand } from './run.ts'

interface Options {
  url?: string
  batch?: string
  json?: boolean
}

/** `sila extract FILE`: the article of a page, without storing it. */
export const extractCommand: AddCommand = (program, perform) => {
  program
    .command('extract')
    .argument('[file]', 'a page (.html, also .gz); - reads stdin')
    .option('--url <url>', 'address of the page')
    .option('--batch <file>', 'lines of JSON {id, path, url}; prints one line of JSON a page, with its id')
    .description('print the article of a page and what was cut away, without storing it')
    .action((file: string | undefined, options: Options) =>
      perform(options.json, (context) =>
        options.batch === undefined ? extractFile(file, options.url, context) : extractBatch(options.batch, context),
      ),
    )
}

async function stdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

/** The article of a page's bytes in the shape of ArticleInput, with its direction and what was cut. */
function article(bytes: Uint8Array, url: string | null): object {
  const { text } = decode(bytes, { kind: 'html' })
  const { item, direction, removed, isTeaser } = extractPage(text, { url, now: new Date() })
  const problem = htmlProblem(item.html ?? '')
  if (problem !== null) throw new Error(problem)
  if (!item.title && !item.text) throw new Error('no article: neither a title nor any text')
  return { ...item, direction, isTeaser, removed }
}

function checkedUrl(url: string | null | undefined): string | null {
  if (url === null || url === undefined) return null
  const absolute = absoluteUrl(url)
  if (absolute === null) throw new Error(`not an http or https address: ${url}`)
  return absolute
}

async function extractFile(file: string | undefined, url: string | undefined, context: CommandContext) {
  if (file === undefined) {
    context.say('sila: extract needs a file, - for stdin, or --batch FILE')
    return EXIT.misused
  }
  context.print(article(file === '-' ? await stdin() : await readDocument(file), checkedUrl(url)))
  return EXIT.done
}

async function batchLine(line: string, folder: string): Promise<object> {
  let id: unknown = null
  try {
    const task = JSON.parse(line) as { id?: unknown; path?: unknown; url?: string | null }
    id = task.id ?? null
    if (typeof task.path !== 'string') throw new Error('path is missing; a string is needed')
    // A path is meant from where the command runs; one that is not there, from beside the list.
    const bytes = await readDocument(task.path).catch(() => readDocument(resolve(folder, task.path as string)))
    return { id, ...article(bytes, checkedUrl(task.url)) }
  } catch (error) {
    return { id, error: messageOf(error) }
  }
}

async function extractBatch(batch: string, context: CommandContext): Promise<number> {
  let [pages, failed] = [0, 0]
  for await (const line of readLines(batch)) {
    if (line.trim() === '') continue
    pages++
    const result = await batchLine(line, dirname(batch))
    if ('error' in result) failed++
    context.write(`${JSON.stringify(result)}\n`)
  }
  if (failed > 0) context.say(`sila: ${failed} of ${pages} pages could not be read`)
  return pages > 0 && failed === pages ? EXIT.failed : EXIT.done
}
