-- One index of everything that can be found (docs/adr/0035-one-index-fed-by-triggers.md). What is in it, who may find it
-- and what it is compared by is said here once; triggers keep it in the transaction of each change.

-- ------------------------------------------------------------------ text

-- Words as search compares them: lower case, no accents, no apostrophes, letters and figures with one blank between. The
-- collation is named, so that the server's own locale makes no difference.
CREATE FUNCTION search_plain(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(
  lower(public.unaccent('public.unaccent'::regdictionary, translate(normalize(value, NFC), '''’ʼ', '')) COLLATE names),
  '[^[:alnum:]]+' COLLATE names, ' ', 'g'));

-- All words of a question, each as the beginning of one (`starts`, from two letters on) or whole. There is no operator that a
-- reader could type. Null without a word.
CREATE FUNCTION search_query(value text, starts boolean) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
  SELECT string_agg('''' || lexeme || CASE WHEN starts AND length(lexeme) > 1 THEN ''':*' ELSE '''' END, ' & ')::tsquery
  FROM unnest(to_tsvector('simple'::regconfig, search_plain(value)))
);

-- ------------------------------------------------------------------ the index

CREATE TABLE search_document (
    -- `product`, `kbField` …
    kind TEXT NOT NULL,
    -- The record's id; a query's key, a page's address.
    ref TEXT NOT NULL,
    -- '' for what stands in the database. What comes with the program is published by each build beside the others'.
    edition TEXT NOT NULL DEFAULT '',
    code TEXT,
    title TEXT NOT NULL,
    -- Other names, tags, values.
    keywords TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    -- A word or two that tell it from others alike.
    detail TEXT,
    -- What its address is made of.
    place TEXT NOT NULL,
    -- `live`, `discontinued`, `archived`, `gone`
    state TEXT NOT NULL DEFAULT 'live',
    is_demo BOOLEAN NOT NULL DEFAULT false,
    -- Its name is read when it is shown: a group is renamed without touching its products.
    group_code TEXT,
    -- Who reaches it: the kind, and each of its group, tags and owner with the kind before it (lib/search/reach.ts).
    reach TEXT[] NOT NULL,
    -- Made of the columns above by a trigger, each text once.
    title_key TEXT NOT NULL,
    code_key TEXT,
    title_words TSVECTOR NOT NULL,
    words TSVECTOR NOT NULL,

    CONSTRAINT search_document_pkey PRIMARY KEY (kind, ref, edition),
    CONSTRAINT search_document_state_known CHECK (state IN ('live', 'discontinued', 'archived', 'gone'))
) PARTITION BY LIST (kind);
-- A part for each kind of which there may be many: a question goes through each kind by itself, and the beginning of a
-- word costs what the part holds of it.
CREATE TABLE search_document_product PARTITION OF search_document FOR VALUES IN ('product');
CREATE TABLE search_document_segment PARTITION OF search_document FOR VALUES IN ('segment');
CREATE TABLE search_document_kb_database PARTITION OF search_document FOR VALUES IN ('kbDatabase');
CREATE TABLE search_document_kb_field PARTITION OF search_document FOR VALUES IN ('kbField');
CREATE TABLE search_document_other PARTITION OF search_document DEFAULT;

-- Words and reach in one index: what a reader may not open is never read for them. Little waits to be put in order, since
-- each question reads through what waits.
DO $$
DECLARE
  part text;
BEGIN
  FOREACH part IN ARRAY ARRAY['product', 'segment', 'kb_database', 'kb_field', 'other'] LOOP
    EXECUTE format('CREATE INDEX %I ON %I USING gin (title_words, words, reach) WITH (gin_pending_list_limit = 256)',
      'search_document_' || part || '_words_idx', 'search_document_' || part);
  END LOOP;
END
$$;
CREATE INDEX search_document_title_idx ON search_document (kind, title_key text_pattern_ops);
CREATE INDEX search_document_code_idx ON search_document (kind, code_key text_pattern_ops) WHERE code_key IS NOT NULL;

CREATE FUNCTION make_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  title_plain text := search_plain(NEW.title);
BEGIN
  NEW.title_key := left(title_plain, 400);
  NEW.code_key := left(search_plain(NEW.code), 100);
  NEW.title_words := to_tsvector('simple', concat_ws(' ', title_plain, NEW.code_key));
  NEW.words := setweight(NEW.title_words, 'A')
    || setweight(to_tsvector('simple', search_plain(left(NEW.keywords, 20000))), 'B')
    || setweight(to_tsvector('simple', search_plain(left(NEW.body, 20000))), 'D');
  RETURN NEW;
END
$$;
CREATE TRIGGER search_document_words BEFORE INSERT OR UPDATE ON search_document
  FOR EACH ROW EXECUTE FUNCTION make_search_words();

-- Editions in use; one that no process has named for an hour is taken away by the next that publishes.
CREATE TABLE search_edition (
    kind TEXT NOT NULL,
    edition TEXT NOT NULL,
    used_at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT search_edition_pkey PRIMARY KEY (kind, edition)
);

-- The words that titles are made of, so that a misspelt one is looked for among words. No key, as product_word has none:
-- two writers who bring the same new word do not wait for each other, and one that stands here twice does no harm.
CREATE TABLE search_word (
    word TEXT NOT NULL
);
CREATE INDEX search_word_word_idx ON search_word (word);
CREATE INDEX search_word_part_idx ON search_word USING gin (word gin_trgm_ops);

CREATE FUNCTION keep_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_word (word)
  SELECT DISTINCT found.word FROM added, string_to_table(added.title_key, ' ') AS found(word)
  WHERE length(found.word) BETWEEN 3 AND 60 AND found.word !~ '[[:digit:]]'
    AND NOT EXISTS (SELECT FROM search_word known WHERE known.word = found.word);
  RETURN NULL;
END
$$;
CREATE TRIGGER search_word_insert AFTER INSERT ON search_document
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_search_words();
CREATE TRIGGER search_word_update AFTER UPDATE ON search_document
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_search_words();

-- ------------------------------------------------------------------ what there is to find: a view a kind

-- `reach` is the kind itself, and with it each group, tag and owner by which somebody may reach the record.

CREATE VIEW search_source_product AS
SELECT p.id, p.code, p.name AS title,
  concat_ws(' ', array_to_string(p.tags, ' '),
    (SELECT string_agg(a.value ->> 'value', ' ') FROM jsonb_array_elements(p.attributes) AS a)) AS keywords,
  p.description AS body, NULL::text AS detail, p.code AS place,
  CASE p.status WHEN 'active' THEN 'live' ELSE p.status::text END AS state, p.is_demo, g.code AS group_code,
  array_remove(ARRAY['product', 'product/g/' || g.code, 'product/o/' || p.owner_id::text], NULL)
    || ARRAY(SELECT 'product/t/' || tag FROM unnest(p.tags) AS tag) AS reach
FROM product p LEFT JOIN product_group g ON g.id = p.product_group_id;

-- A group is offered to whoever reaches all its products: by the group, not by a tag or as an owner.
CREATE VIEW search_source_product_group AS
SELECT g.id, g.code, g.name AS title, '' AS keywords, g.description AS body, NULL::text AS detail, g.code AS place,
  'live' AS state, g.is_demo, NULL::text AS group_code, array_remove(ARRAY['productGroup', 'productGroup/g/' || g.code], NULL) AS reach
FROM product_group g;

CREATE VIEW search_source_segment AS
SELECT s.id, s.code, s.name AS title,
  concat_ws(' ', array_to_string(s.tags, ' '),
    (SELECT string_agg(p.value ->> 'description', ' ') FROM jsonb_array_elements(s.parameters) AS p)) AS keywords,
  s.description AS body, NULL::text AS detail, s.code AS place,
  CASE s.status WHEN 'active' THEN 'live' ELSE s.status::text END AS state, s.is_demo, NULL::text AS group_code,
  array_remove(ARRAY['segment', 'segment/o/' || s.owner_id::text], NULL)
    || ARRAY(SELECT 'segment/t/' || tag FROM unnest(s.tags) AS tag) AS reach
FROM process_segment s;

CREATE VIEW search_source_kb_space AS
SELECT s.id, NULL::text AS code, s.name AS title, '' AS keywords, '' AS body, 'Space' AS detail, s.slug AS place,
  CASE WHEN s.gone_at IS NULL THEN 'live' ELSE 'gone' END AS state, s.is_demo, NULL::text AS group_code,
  ARRAY['kbSpace'] AS reach
FROM kb_space s;

CREATE VIEW search_source_kb_database AS
SELECT d.id, NULL::text AS code, d.name AS title, concat_ws(' ', d.raw_name, d.type) AS keywords, d.description AS body,
  s.name AS detail, s.slug || '/' || d.slug AS place,
  CASE WHEN d.gone_at IS NULL AND s.gone_at IS NULL THEN 'live' ELSE 'gone' END AS state, s.is_demo,
  NULL::text AS group_code, ARRAY['kbDatabase'] AS reach
FROM kb_database d JOIN kb_space s ON s.id = d.space_id;

-- What is gone has its database to tell of it. `assignedTo` is found by `assigned` and by `to`.
CREATE VIEW search_source_kb_field AS
SELECT f.id, NULL::text AS code, f.name AS title,
  concat_ws(' ', regexp_replace(f.name, '([[:lower:]])([[:upper:]])', '\1 \2', 'g'), split_part(f.raw_name, '/', 2))
    AS keywords,
  '' AS body, d.name || ' · ' || s.name AS detail, s.slug || '/' || d.slug AS place, 'live' AS state, s.is_demo,
  NULL::text AS group_code, ARRAY['kbField'] AS reach
FROM kb_field f JOIN kb_database d ON d.id = f.database_id JOIN kb_space s ON s.id = d.space_id
WHERE f.gone_at IS NULL AND d.gone_at IS NULL AND s.gone_at IS NULL;

CREATE VIEW search_source_dashboard AS
SELECT d.id, NULL::text AS code, d.title, array_to_string(d.tags, ' ') AS keywords, d.description AS body,
  NULL::text AS detail, d.slug AS place, CASE WHEN d.gone_at IS NULL THEN 'live' ELSE 'gone' END AS state,
  false AS is_demo, NULL::text AS group_code, ARRAY['dashboard']
    || ARRAY(SELECT 'dashboard/t/' || tag FROM unnest(d.tags) AS tag) AS reach
FROM dashboard d WHERE d.published_at IS NOT NULL;

-- ------------------------------------------------------------------ feeding

-- Makes the index agree with the records of these ids: adds, changes, and takes out what there is not to find any more.
-- Whoever calls it holds the records against other writers (a trigger has written them). In the order of refs, so that two
-- who feed the same ones wait and do not deadlock. `source`: the view's name without `search_source_`.
CREATE FUNCTION feed_search(kind_fed text, source text, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('
    WITH fresh AS MATERIALIZED (SELECT * FROM %I WHERE id = ANY($2))
    INSERT INTO search_document AS d (kind, ref, code, title, keywords, body, detail, place, state, is_demo, group_code, reach)
    SELECT $1, id::text, code, title, keywords, body, detail, place, state, is_demo, group_code, reach FROM fresh
    ORDER BY 2
    ON CONFLICT (kind, ref, edition) DO UPDATE SET code = excluded.code, title = excluded.title,
      keywords = excluded.keywords, body = excluded.body, detail = excluded.detail, place = excluded.place,
      state = excluded.state, is_demo = excluded.is_demo, group_code = excluded.group_code, reach = excluded.reach
    WHERE (d.code, d.title, d.keywords, d.body, d.detail, d.place, d.state, d.is_demo, d.group_code, d.reach)
      IS DISTINCT FROM (excluded.code, excluded.title, excluded.keywords, excluded.body, excluded.detail, excluded.place,
        excluded.state, excluded.is_demo, excluded.group_code, excluded.reach)', 'search_source_' || source)
  USING kind_fed, ids;
  EXECUTE format('
    DELETE FROM search_document d USING unnest($2) AS fed(id)
    WHERE d.kind = $1 AND d.edition = '''' AND d.ref = fed.id::text AND NOT EXISTS (SELECT FROM %I s WHERE s.id = fed.id)', 'search_source_' || source)
  USING kind_fed, ids;
END
$$;

-- Arguments of the trigger: the kind, and its view.
CREATE FUNCTION feed_search_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM feed_search(TG_ARGV[0], TG_ARGV[1], (SELECT array_agg(id) FROM added));
  RETURN NULL;
END
$$;
CREATE FUNCTION feed_search_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM search_document WHERE kind = TG_ARGV[0] AND edition = '';
  ELSE
    DELETE FROM search_document d USING removed r WHERE d.kind = TG_ARGV[0] AND d.ref = r.id::text AND d.edition = '';
  END IF;
  RETURN NULL;
END
$$;

DO $$
DECLARE
  fed record;
BEGIN
  FOR fed IN SELECT * FROM (VALUES
    ('product', 'product', 'product'), ('product_group', 'productGroup', 'product_group'),
    ('process_segment', 'segment', 'segment'), ('kb_space', 'kbSpace', 'kb_space'),
    ('kb_database', 'kbDatabase', 'kb_database'), ('kb_field', 'kbField', 'kb_field'),
    ('dashboard', 'dashboard', 'dashboard')
  ) AS f(tbl, kind, source) LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION feed_search_added(%L, %L)', fed.tbl || '_search_insert', fed.tbl, fed.kind, fed.source);
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION feed_search_added(%L, %L)', fed.tbl || '_search_update', fed.tbl, fed.kind, fed.source);
    EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS removed
      FOR EACH STATEMENT EXECUTE FUNCTION feed_search_removed(%L)', fed.tbl || '_search_delete', fed.tbl, fed.kind);
    EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION feed_search_removed(%L)', fed.tbl || '_search_truncate', fed.tbl, fed.kind);
  END LOOP;
END
$$;

-- What is told of others: a space's and a database's name and address stand with what they hold, a group's code with its
-- products. Only when one of these changes: a space's row is written with every refresh.
CREATE FUNCTION feed_search_below() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  above uuid[];
BEGIN
  IF TG_TABLE_NAME = 'product_group' THEN
    SELECT array_agg(id) INTO above FROM added a JOIN removed r USING (id) WHERE a.code <> r.code;
    IF above IS NOT NULL THEN
      PERFORM feed_search('product', 'product', (SELECT array_agg(id) FROM product WHERE product_group_id = ANY(above)));
    END IF;
    RETURN NULL;
  END IF;
  SELECT array_agg(id) INTO above FROM added a JOIN removed r USING (id)
  WHERE (a.name, a.slug, a.gone_at IS NULL) IS DISTINCT FROM (r.name, r.slug, r.gone_at IS NULL);
  IF above IS NULL THEN
    RETURN NULL;
  END IF;
  IF TG_TABLE_NAME = 'kb_space' THEN
    PERFORM feed_search('kbDatabase', 'kb_database',
      (SELECT array_agg(id) FROM kb_database WHERE space_id = ANY(above)));
    PERFORM feed_search('kbField', 'kb_field', (SELECT array_agg(f.id) FROM kb_field f
      JOIN kb_database d ON d.id = f.database_id WHERE d.space_id = ANY(above)));
  ELSE
    PERFORM feed_search('kbField', 'kb_field', (SELECT array_agg(id) FROM kb_field WHERE database_id = ANY(above)));
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER product_group_search_below AFTER UPDATE ON product_group
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION feed_search_below();
CREATE TRIGGER kb_space_search_below AFTER UPDATE ON kb_space
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION feed_search_below();
CREATE TRIGGER kb_database_search_below AFTER UPDATE ON kb_database
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION feed_search_below();

-- ------------------------------------------------------------------ what is there already

SELECT feed_search('product', 'product', (SELECT array_agg(id) FROM product)),
  feed_search('productGroup', 'product_group', (SELECT array_agg(id) FROM product_group)),
  feed_search('segment', 'segment', (SELECT array_agg(id) FROM process_segment)),
  feed_search('kbSpace', 'kb_space', (SELECT array_agg(id) FROM kb_space)),
  feed_search('kbDatabase', 'kb_database', (SELECT array_agg(id) FROM kb_database)),
  feed_search('kbField', 'kb_field', (SELECT array_agg(id) FROM kb_field)),
  feed_search('dashboard', 'dashboard', (SELECT array_agg(id) FROM dashboard));
