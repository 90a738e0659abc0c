import type { z } from 'zod'
import { AppError, messageOf } from '../src/errors.ts'
import { readLines } from '../src/ingestion/input-file.ts'

/**
 * The records of a file of JSON lines, `.gz` read as it is; blank lines are passed over and unknown fields ignored. Throws
 * BAD_USER_INPUT with the line that is none of the shape.
 */
export async function readRecords<T>(file: string, shape: z.ZodType<T>): Promise<T[]> {
  const records: T[] = []
  let number = 0
  for await (const line of readLines(file)) {
    number++
    const text = line.replace(/^\uFEFF/, '').trim()
    if (text !== '') records.push(parsed(text, shape, `${file}, line ${number}`))
  }
  if (records.length === 0) throw new AppError('BAD_USER_INPUT', `there is no record in ${file}`)
  return records
}

function parsed<T>(text: string, shape: z.ZodType<T>, place: string): T {
  try {
    const { success, data, error } = shape.safeParse(JSON.parse(text))
    if (success) return data
    const [issue] = error.issues
    throw new Error(`${issue!.path.join('.') || 'the record'}: ${issue!.message}`)
  } catch (error) {
    throw new AppError('BAD_USER_INPUT', `${place}: ${messageOf(error)}`)
  }
}
