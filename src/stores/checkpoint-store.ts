import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/** How far a piece of work has come, under the name of the work. */
export interface CheckpointRow<Place> {
  name: string
  place: Place
  /** When it came so far, by the database's clock; and how long ago that is. */
  updatedAt: Date
  ageSeconds: number
}

/** Where long pieces of work stand, so that they go on there after a stop. */
export class CheckpointStore {
  constructor(private readonly manager: EntityManager) {}

  async read<Place>(name: string): Promise<CheckpointRow<Place> | null> {
    return (await this.#rows<Place>('name = $1', name))[0] ?? null
  }

  /** Those whose name begins so, by name. */
  async under<Place>(prefix: string): Promise<CheckpointRow<Place>[]> {
    return await this.#rows<Place>('starts_with(name, $1)', prefix)
  }

  async write(name: string, place: unknown): Promise<void> {
    await this.manager.query(
      `insert into checkpoint (name, place) values ($1, $2)
       on conflict (name) do update set place = excluded.place, updated_at = now()`,
      [name, JSON.stringify(place)],
    )
  }

  async remove(name: string): Promise<void> {
    await this.manager.query('delete from checkpoint where name = $1', [name])
  }

  async #rows<Place>(condition: string, parameter: string): Promise<CheckpointRow<Place>[]> {
    return await select(
      this.manager,
      `select name, place, updated_at as "updatedAt", extract(epoch from now() - updated_at)::float8 as "ageSeconds"
         from checkpoint where ${condition} order by name`,
      [parameter],
    )
  }
}
