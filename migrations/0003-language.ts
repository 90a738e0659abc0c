import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What the analyzer makes of texts: its frequency tables, lexemes for search, and what the desk's decisions need. */
export class Language1700000000003 implements MigrationInterface {
  name = 'Language1700000000003'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      create table frequency_table (
        version integer not null,
        documents integer not null,
        articles integer not null,
        position bigint not null,
        words bytea not null,
        frozen_at timestamptz not null default now(),
        constraint frequency_table_pkey primary key (version),
        constraint frequency_table_position_key unique (position),
        constraint frequency_table_version_check check (version > 0 and documents > 0 and articles >= documents)
      );
      alter table frequency_table alter column words set storage external;

      create table article_text (
        article_id bigint not null,
        published_at timestamptz not null,
        analyzer_version integer not null,
        lexemes tsvector not null,
        constraint article_text_pkey primary key (article_id),
        constraint article_text_article_fkey foreign key (article_id) references article (id) on delete cascade
      );
      -- Ranking reads hundreds of these for a query: in the row and as they are, they need not be fetched and unpacked.
      alter table article_text alter column lexemes set storage external;
      alter table article_text set (toast_tuple_target = 8160);
      create index article_text_lexemes_idx on article_text using gin (lexemes);
      create index article_text_newest_idx on article_text (published_at, article_id);
      create index article_text_version_idx on article_text (analyzer_version);
      -- Of no version that there is: the desk makes the lexemes of what came before in the background.
      insert into article_text (article_id, published_at, analyzer_version, lexemes)
        select id, published_at, -1, '' from article where status = 'PUBLISHED';

      create table former_text (
        article_id bigint not null,
        until_position bigint not null,
        analyzer_version integer not null,
        lexemes tsvector not null,
        constraint former_text_pkey primary key (article_id, until_position),
        constraint former_text_article_fkey foreign key (article_id) references article (id) on delete cascade
      );

      create table article_analysis (
        position bigint not null,
        article_id bigint not null,
        at timestamptz not null,
        title text not null,
        published_at timestamptz not null,
        version integer not null,
        words integer not null,
        lexemes text not null,
        counts bytea not null,
        fingerprint bytea,
        text_key bigint not null,
        lines bytea not null,
        withdrawn_position bigint,
        constraint article_analysis_pkey primary key (position),
        constraint article_analysis_article_fkey foreign key (article_id) references article (id) on delete cascade
      );
      create index article_analysis_article_idx on article_analysis (article_id, position);
      alter table article drop column terms;

      alter table article add column cluster bigint, add column event integer;
      create index article_cluster_idx on article (cluster) where cluster is not null;
      alter table story add column cluster bigint not null, add constraint story_cluster_key unique (cluster);
      -- An article and the story that it begins come in one transaction, and each names the other.
      alter table article alter constraint article_story_fkey deferrable initially deferred;

      alter table change
        add column analyzer_version integer,
        drop constraint change_type_check,
        drop constraint change_article_check,
        add constraint change_type_check check (type in
          ('ARTICLE_INGESTED', 'ARTICLE_UPDATED', 'ARTICLE_WITHDRAWN', 'LINK_RESOLVED', 'STORY_CHANGED', 'ANALYZER_CHANGED')),
        add constraint change_article_check
          check ((article_id is not null) = (type not in ('STORY_CHANGED', 'ANALYZER_CHANGED'))),
        add constraint change_analyzer_check check ((analyzer_version is not null) = (type = 'ANALYZER_CHANGED'));
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- The log has no holes: what stands before the last of these goes with it.
      delete from change where position <= (select max(position) from change where type = 'ANALYZER_CHANGED');
      alter table change
        drop constraint change_analyzer_check,
        drop constraint change_article_check,
        drop constraint change_type_check,
        drop column analyzer_version,
        add constraint change_type_check
          check (type in ('ARTICLE_INGESTED', 'ARTICLE_UPDATED', 'ARTICLE_WITHDRAWN', 'LINK_RESOLVED', 'STORY_CHANGED')),
        add constraint change_article_check check ((article_id is not null) = (type <> 'STORY_CHANGED'));
      alter table article alter constraint article_story_fkey not deferrable;
      alter table story drop column cluster;
      alter table article drop column cluster, drop column event;
      alter table article add column terms text[] not null default '{}';
      drop table article_analysis, former_text, article_text, frequency_table;
    `)
  }
}
