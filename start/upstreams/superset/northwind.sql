-- Northwind as a warehouse would hold it: the tables as their CSV files have them, and the two views that dashboards read.
DROP SCHEMA IF EXISTS northwind CASCADE;
CREATE SCHEMA northwind;
SET search_path = northwind;

CREATE TABLE categories (category_id integer PRIMARY KEY, category_name text NOT NULL, description text);
-- The portal knows the group Dairy Products as DAIRY-PRODUCTS; its code stays when its name changes.
CREATE VIEW product_groups AS
SELECT category_id, category_name, upper(regexp_replace(category_name, '[^A-Za-z]+', '-', 'g')) AS product_group_code
FROM categories;
CREATE TABLE suppliers (
  supplier_id integer PRIMARY KEY, company_name text NOT NULL, contact_name text, contact_title text, address text,
  city text, region text, postal_code text, country text, phone text, fax text
);
CREATE TABLE products (
  product_id integer PRIMARY KEY, product_name text NOT NULL, supplier_id integer REFERENCES suppliers,
  category_id integer REFERENCES categories, quantity_per_unit text, unit_price numeric(10, 2), units_in_stock integer,
  units_on_order integer, reorder_level integer, discontinued boolean NOT NULL
);
CREATE TABLE customers (
  customer_id text PRIMARY KEY, company_name text NOT NULL, contact_name text, contact_title text, address text,
  city text, region text, postal_code text, country text, phone text, fax text
);
CREATE TABLE shippers (shipper_id integer PRIMARY KEY, company_name text NOT NULL, phone text);
CREATE TABLE orders (
  order_id integer PRIMARY KEY, customer_id text REFERENCES customers, employee_id integer, order_date date NOT NULL,
  required_date date, shipped_date date, ship_via integer REFERENCES shippers, freight numeric(10, 2), ship_name text,
  ship_address text, ship_city text, ship_region text, ship_postal_code text, ship_country text
);
CREATE TABLE order_details (
  order_id integer REFERENCES orders, product_id integer REFERENCES products, unit_price numeric(10, 2) NOT NULL,
  quantity integer NOT NULL, discount numeric(4, 2) NOT NULL, PRIMARY KEY (order_id, product_id)
);

-- The portal knows product 1 as NW-001.
CREATE VIEW sales AS
SELECT
  o.order_id, o.order_date, o.ship_country,
  'NW-' || lpad(p.product_id::text, 3, '0') AS product_code, p.product_name, c.category_name,
  c.product_group_code, d.unit_price, d.quantity, d.discount, d.unit_price * d.quantity * (1 - d.discount) AS line_revenue
FROM order_details AS d
JOIN orders AS o USING (order_id)
JOIN products AS p USING (product_id)
JOIN product_groups AS c USING (category_id);

CREATE VIEW stock AS
SELECT
  'NW-' || lpad(p.product_id::text, 3, '0') AS product_code, p.product_name, c.category_name,
  c.product_group_code, p.units_in_stock, p.units_on_order, p.reorder_level
FROM products AS p
JOIN product_groups AS c USING (category_id)
WHERE NOT p.discontinued;
