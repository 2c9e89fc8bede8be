-- The tables of this folder, typed: money and discounts are exact decimals. Run once, before the engine is locked.
-- `folder` is set to the folder of this file. An empty field is NULL.

-- A product group's code is its name in capitals with all but letters as a dash: `Dairy Products` is DAIRY-PRODUCTS.
CREATE TABLE categories AS
SELECT *, upper(regexp_replace(category_name, '[^A-Za-z]+', '-', 'g')) AS product_group_code
FROM read_csv(getvariable('folder') || '/categories.csv', auto_detect = false, header = true, quote = '"', columns = {
  category_id: 'INTEGER', category_name: 'VARCHAR', description: 'VARCHAR'
});

CREATE TABLE suppliers AS
SELECT *
FROM read_csv(getvariable('folder') || '/suppliers.csv', auto_detect = false, header = true, quote = '"', columns = {
  supplier_id: 'INTEGER', company_name: 'VARCHAR', contact_name: 'VARCHAR', contact_title: 'VARCHAR',
  address: 'VARCHAR', city: 'VARCHAR', region: 'VARCHAR', postal_code: 'VARCHAR', country: 'VARCHAR',
  phone: 'VARCHAR', fax: 'VARCHAR'
});

-- The portal knows product 1 as NW-001.
CREATE TABLE products AS
SELECT *, 'NW-' || lpad(product_id::VARCHAR, 3, '0') AS product_code
FROM read_csv(getvariable('folder') || '/products.csv', auto_detect = false, header = true, quote = '"', columns = {
  product_id: 'INTEGER', product_name: 'VARCHAR', supplier_id: 'INTEGER', category_id: 'INTEGER',
  quantity_per_unit: 'VARCHAR', unit_price: 'DECIMAL(10,2)', units_in_stock: 'INTEGER',
  units_on_order: 'INTEGER', reorder_level: 'INTEGER', discontinued: 'BOOLEAN'
});

CREATE TABLE customers AS
SELECT *
FROM read_csv(getvariable('folder') || '/customers.csv', auto_detect = false, header = true, quote = '"', columns = {
  customer_id: 'VARCHAR', company_name: 'VARCHAR', contact_name: 'VARCHAR', contact_title: 'VARCHAR',
  address: 'VARCHAR', city: 'VARCHAR', region: 'VARCHAR', postal_code: 'VARCHAR', country: 'VARCHAR',
  phone: 'VARCHAR', fax: 'VARCHAR'
});

CREATE TABLE orders AS
SELECT *
FROM read_csv(getvariable('folder') || '/orders.csv', auto_detect = false, header = true, quote = '"', columns = {
  order_id: 'INTEGER', customer_id: 'VARCHAR', employee_id: 'INTEGER', order_date: 'DATE',
  required_date: 'DATE', shipped_date: 'DATE', ship_via: 'INTEGER', freight: 'DECIMAL(10,2)',
  ship_name: 'VARCHAR', ship_address: 'VARCHAR', ship_city: 'VARCHAR', ship_region: 'VARCHAR',
  ship_postal_code: 'VARCHAR', ship_country: 'VARCHAR'
});

CREATE TABLE order_details AS
SELECT *
FROM read_csv(getvariable('folder') || '/order_details.csv', auto_detect = false, header = true, quote = '"', columns = {
  order_id: 'INTEGER', product_id: 'INTEGER', unit_price: 'DECIMAL(10,2)', quantity: 'INTEGER',
  discount: 'DECIMAL(4,2)'
});

CREATE TABLE shippers AS
SELECT *
FROM read_csv(getvariable('folder') || '/shippers.csv', auto_detect = false, header = true, quote = '"', columns = {
  shipper_id: 'INTEGER', company_name: 'VARCHAR', phone: 'VARCHAR'
});
