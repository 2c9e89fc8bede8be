-- A person has a role once whole, and once under each condition. jsonb compares by value, so that the order of keys
-- does not matter; values are stored in order.
CREATE UNIQUE INDEX role_grant_once ON role_grant (user_id, role_key, (coalesce(condition, 'null'::jsonb)));
CREATE INDEX group_mapping_role_key_idx ON group_mapping (role_key);
ALTER TABLE app_user ADD CONSTRAINT app_user_theme_known CHECK (theme IN ('system', 'light', 'dark'));
ALTER TABLE role ADD CONSTRAINT role_key_form CHECK (key ~ '^[a-z][a-z0-9-]{1,48}$');
ALTER TABLE role ADD CONSTRAINT role_key_not_built_in CHECK (key NOT IN ('viewer', 'analyst', 'editor', 'operator', 'admin'));
