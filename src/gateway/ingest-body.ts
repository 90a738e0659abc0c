import { AppError, messageOf } from '../errors.ts'

/** Articles of one push. */
const MAX_ARTICLES = 100

/** What stands in the body of a push, its articles unchecked. */
export interface IngestBody {
  source: string
  articles: unknown[]
}

/** Reads `{"source", "articles": […]}`; throws BAD_USER_INPUT that says where the input is wrong. */
export function readIngestBody(bytes: Buffer): IngestBody {
  const body = parse(decode(bytes))
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refusal('The body must be an object with source and articles')
  }
  const { source, articles } = body as Record<string, unknown>
  if (typeof source !== 'string') throw refusal("'source' must be the id or slug of a source", { field: ['source'] })
  if (!Array.isArray(articles)) throw refusal("'articles' must be a list", { field: ['articles'] })
  if (articles.length > MAX_ARTICLES) {
    throw refusal(`'articles' has ${articles.length} entries; at most ${MAX_ARTICLES} are allowed`, {
      field: ['articles'],
      maximum: MAX_ARTICLES,
    })
  }
  return { source, articles }
}

const refusal = (message: string, details: Record<string, unknown> = {}): AppError =>
  new AppError('BAD_USER_INPUT', message, details)

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refusal('The body is not UTF-8')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const before = text.slice(0, positionOf(messageOf(error), text))
    const line = before.split('\n').length
    const column = before.length - before.lastIndexOf('\n')
    throw refusal(`The body is not JSON: it breaks off or goes wrong in line ${line}, column ${column}`, {
      line,
      column,
    })
  }
}

/** Where the parser stopped, as far as it says; it says nothing where the input ends too early. */
function positionOf(message: string, text: string): number {
  const position = /at position (\d+)/.exec(message)?.[1]
  return position === undefined ? text.length : Number(position)
}
