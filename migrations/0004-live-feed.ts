import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The log of changes as a long queue: what retention takes from its beginning is soon no burden to whoever looks for its beginning. */
export class LiveFeed1700000000004 implements MigrationInterface {
  name = 'LiveFeed1700000000004'

  async up(runner: QueryRunner): Promise<void> {
    // The default waits for a fifth of the table, and every look at the beginning steps over all of it.
    await runner.query(
      'alter table change set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)',
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table change reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)')
  }
}
