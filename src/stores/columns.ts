import { getMetadataArgsStorage } from 'typeorm'
import { snakeCase } from '../entities/naming.ts'

const lists = new Map<object, string[]>()

/** The select list that gives an entity's columns, inherited ones too, under the names of its properties, of table alias `alias`. */
export function columnsOf(entity: new () => object, alias: string, without: readonly string[] = []): string {
  let properties = lists.get(entity)
  if (properties === undefined) {
    properties = getMetadataArgsStorage()
      .columns.filter(
        ({ target }) => target === entity || (typeof target === 'function' && entity.prototype instanceof target),
      )
      .map(({ propertyName }) => propertyName)
    lists.set(entity, properties)
  }
  return properties
    .filter((property) => !without.includes(property))
    .map((property) => `${alias}.${snakeCase(property)} as "${property}"`)
    .join(', ')
}
