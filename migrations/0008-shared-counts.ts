import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What all nodes count together: the points that partners have left, and what they ask, by operation. The buckets are not logged: a crash of the
 * database fills them, which is what a minute would have done.
 */
export class SharedCounts1700000000008 implements MigrationInterface {
  name = 'SharedCounts1700000000008'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create unlogged table point_bucket (
        partner_id bigint not null,
        full_at timestamptz not null,
        constraint point_bucket_pkey primary key (partner_id),
        constraint point_bucket_partner_fkey foreign key (partner_id) references partner (id) on delete cascade
      );

      alter table document_usage add operation text not null default '';
      alter table document_usage alter operation drop default;
      alter table document_usage drop constraint document_usage_pkey;
      alter table document_usage add constraint document_usage_pkey primary key (document_id, hour, operation);

      create table text_usage (
        partner_id bigint not null,
        hour timestamptz not null,
        operation text not null,
        calls bigint not null,
        errors bigint not null,
        cost bigint not null,
        last_used_at timestamptz not null,
        constraint text_usage_pkey primary key (partner_id, hour, operation),
        constraint text_usage_partner_fkey foreign key (partner_id) references partner (id) on delete cascade
      );
      create index text_usage_hour_idx on text_usage (hour);
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table text_usage, point_bucket;
      create table document_usage_by_hour as
        select document_id, hour, sum(calls)::bigint as calls, sum(errors)::bigint as errors, sum(cost)::bigint as cost,
               max(last_used_at) as last_used_at
          from document_usage group by document_id, hour;
      delete from document_usage;
      alter table document_usage drop constraint document_usage_pkey;
      alter table document_usage drop operation;
      alter table document_usage add constraint document_usage_pkey primary key (document_id, hour);
      insert into document_usage (document_id, hour, calls, errors, cost, last_used_at) select * from document_usage_by_hour;
      drop table document_usage_by_hour;
    `)
  }
}
