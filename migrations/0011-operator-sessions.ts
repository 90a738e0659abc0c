import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Operators who are logged in: a session holds on every node, and ends on every node. */
export class OperatorSessions1700000000011 implements MigrationInterface {
  name = 'OperatorSessions1700000000011'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table operator_session (
        digest text not null,
        key_id bigint,
        expires_at timestamptz not null,
        created_at timestamptz not null default now(),
        constraint operator_session_pkey primary key (digest),
        constraint operator_session_key_fkey foreign key (key_id) references api_key (id) on delete cascade
      );
      create index operator_session_expires_idx on operator_session (expires_at);
      create index operator_session_key_idx on operator_session (key_id);
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table operator_session')
  }
}
