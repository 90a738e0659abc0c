import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What editors do by hand: links that they hide, and deliveries that ask the desk for it. */
export class Editors1700000000005 implements MigrationInterface {
  name = 'Editors1700000000005'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table related_link
        add is_hidden boolean not null default false,
        add is_hidden_there boolean not null default false;
      alter table inbox
        drop constraint inbox_kind_check,
        add constraint inbox_kind_check check (kind in ('ARTICLE', 'WITHDRAWAL', 'MERGE', 'RELINK', 'PIN', 'HIDE'));
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from inbox where kind in ('MERGE', 'PIN', 'HIDE');
      alter table inbox
        drop constraint inbox_kind_check,
        add constraint inbox_kind_check check (kind in ('ARTICLE', 'WITHDRAWAL', 'RELINK'));
      alter table related_link drop is_hidden, drop is_hidden_there;
    `)
  }
}
