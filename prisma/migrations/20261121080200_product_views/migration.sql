-- Saved states of the product list, private or for everybody who reads products; and how each person likes the list.
CREATE TABLE product_view (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    name TEXT NOT NULL,
    -- The state as the list's address holds it, but for the place in it.
    query TEXT NOT NULL,
    shared BOOLEAN NOT NULL DEFAULT false,
    created_at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT product_view_pkey PRIMARY KEY (id),
    CONSTRAINT product_view_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES app_user (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX product_view_owner_name_key ON product_view (owner_id, lower(name));
CREATE INDEX product_view_shared_idx ON product_view (shared, name);

CREATE TABLE product_list_choice (
    user_id UUID NOT NULL,
    columns TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    density TEXT,
    default_view_id UUID,

    CONSTRAINT product_list_choice_pkey PRIMARY KEY (user_id),
    CONSTRAINT product_list_choice_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT product_list_choice_default_view_id_fkey FOREIGN KEY (default_view_id) REFERENCES product_view (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX product_list_choice_default_view_id_idx ON product_list_choice (default_view_id);
