-- The words that names of products are made of, so that a misspelt one is looked for among words and not among products.
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- Without a key on purpose: two writers who bring the same new word do not wait for each other, and a word that stands
-- here twice does no harm. A word that no name holds any more finds no product.
CREATE TABLE product_word (
    word TEXT NOT NULL
);
CREATE INDEX product_word_word_idx ON product_word (word);

-- Words of letters; figures are looked for as they stand.
CREATE FUNCTION name_words(name text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
  SELECT word FROM regexp_split_to_table(search_form(name), '[^[:alnum:]]+') AS word
  WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[^[:digit:]]+$';
END;

CREATE FUNCTION keep_product_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO product_word (word)
    SELECT DISTINCT found.word FROM added, name_words(added.name) AS found(word)
    WHERE NOT EXISTS (SELECT FROM product_word known WHERE known.word = found.word);
  ELSE
    INSERT INTO product_word (word)
    SELECT DISTINCT found.word FROM added JOIN removed USING (id), name_words(added.name) AS found(word)
    WHERE added.name <> removed.name
      AND NOT EXISTS (SELECT FROM product_word known WHERE known.word = found.word);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER product_word_insert AFTER INSERT ON product
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_product_words();
CREATE TRIGGER product_word_update AFTER UPDATE ON product
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION keep_product_words();

INSERT INTO product_word (word)
SELECT DISTINCT found.word FROM product, name_words(product.name) AS found(word);
