import { DefaultNamingStrategy } from 'typeorm'

/** `publishedAt` in TypeScript is `published_at` in SQL. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Columns are the snake-case form of their properties, so that SQL needs no quotes. */
export class SnakeNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? snakeCase(propertyName)
  }
}

/** The CHECK that holds a text column to a closed set of values. */
export const oneOf = (column: string, values: object): string =>
  `${column} in (${Object.keys(values)
    .map((value) => `'${value}'`)
    .join(', ')})`
