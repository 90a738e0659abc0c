import { Check, Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm'
import { TagKind } from './enums.ts'
import { oneOf } from './naming.ts'

/** A topic, person, place, organisation or section that articles are filed under. */
@Entity('tag')
@Unique('tag_slug_key', ['slug'])
@Check('tag_slug_check', "slug ~ '^[^_[:space:]]{1,100}$'")
@Check('tag_kind_check', oneOf('kind', TagKind))
export class Tag {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'tag_pkey',
  })
  id: string

  /** Folded words joined by hyphens: two spellings of one name are one tag. */
  @Column({ type: 'text' })
  slug: string

  /** As the first publisher printed it. */
  @Column({ type: 'text' })
  name: string

  @Column({ type: 'text', default: 'TOPIC' })
  kind: TagKind

  /** Published articles that show it; kept by the desk. */
  @Column({ type: 'integer', default: 0 })
  articleCount: number
}
