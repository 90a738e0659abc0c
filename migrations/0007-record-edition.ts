import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What answers show and no row of the log tells of. A change of it moves the edition at the commit, when no other row is locked
 * after it: whoever changes sources in whatever order waits for nobody who waits for him.
 */
const TOLD: readonly { table: string; events: string; condition?: string }[] = [
  { table: 'source', events: 'insert or delete' },
  {
    table: 'source',
    events: 'update of slug, name, homepage, logo, country, language, display, paused',
    condition: `(old.slug, old.name, old.homepage, old.logo, old.country, old.language, old.display, old.paused)
      is distinct from (new.slug, new.name, new.homepage, new.logo, new.country, new.language, new.display, new.paused)`,
  },
  { table: 'source_alias', events: 'insert or update or delete' },
  { table: 'feed', events: 'insert or delete' },
  {
    table: 'feed',
    events: 'update',
    condition: `(old.paused, old.removed_at is null, old.gone_at is null, old.consecutive_failures >= 3)
      is distinct from (new.paused, new.removed_at is null, new.gone_at is null, new.consecutive_failures >= 3)`,
  },
  { table: 'tag', events: 'update of slug, name, kind' },
]

/** The edition of the record: a number that moves with every change of what answers show that stands in no log. */
export class RecordEdition1700000000007 implements MigrationInterface {
  name = 'RecordEdition1700000000007'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table record_edition (
        id smallint not null,
        number bigint not null default 0,
        constraint record_edition_pkey primary key (id),
        constraint record_edition_single_check check (id = 1)
      );
      insert into record_edition (id) values (1);

      create function move_record_edition() returns trigger language plpgsql as $$
      begin
        update record_edition set number = number + 1 where id = 1;
        perform pg_notify('sila_edition', '');
        return null;
      end $$;
    `)
    for (const [index, { table, events, condition = 'true' }] of TOLD.entries()) {
      await runner.query(`
        create constraint trigger ${table}_edition_${index} after ${events} on ${table}
          deferrable initially deferred for each row when (${condition}) execute function move_record_edition()
      `)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [index, { table }] of TOLD.entries()) {
      await runner.query(`drop trigger ${table}_edition_${index} on ${table}`)
    }
    await runner.query('drop function move_record_edition; drop table record_edition')
  }
}
