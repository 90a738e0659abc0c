-- What peers are asked for that tables alone do not say: a page of articles from a moment on, of one source or of all, and what
-- stands beside an article. PostGraphile makes fields of them, as its manual has it; each is inlined by the planner.
create schema if not exists bench_peers;
create or replace function bench_peers.articles_before(moment timestamptz, source_slug text default null)
  returns setof public.article language sql stable as $$
  select * from public.article a
   where a.status = 'PUBLISHED' and a.copy_of_id is null and a.published_at < moment
     and (source_slug is null or a.source_id = (select id from public.source s where s.slug = source_slug))
   order by a.published_at desc, a.id desc
$$;
create or replace function bench_peers.article_read_also(article public.article)
  returns setof public.related_link language sql stable as $$
  select * from public.related_link l where l.from_id = article.id and l.kind = 'READ_ALSO' order by l.position
$$;
create or replace function bench_peers.article_similar(article public.article)
  returns setof public.related_link language sql stable as $$
  select * from public.related_link l where l.from_id = article.id and l.kind = 'SIMILAR' order by l.position
$$;
create or replace function bench_peers.article_copies(article public.article)
  returns setof public.article language sql stable as $$
  select * from public.article c where c.copy_of_id = coalesce(article.copy_of_id, article.id) and c.id <> article.id
   order by c.published_at, c.id
$$;
