import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Retention takes former texts by the position until which they held, once a minute: found by an index, however many are kept. */
export class FormerTextsByPosition1700000000010 implements MigrationInterface {
  name = 'FormerTextsByPosition1700000000010'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index former_text_until_idx on former_text (until_position)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index former_text_until_idx')
  }
}
