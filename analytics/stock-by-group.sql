/*---
title: Stock by product group
description: >
  Units in stock and on order in each product group, of the products on sale: those that are no longer sold are left out.
owner: Purchasing
tags: [products, stock]
sources: [products, categories]
rowScope: productGroup
freshness: static
chart:
  kind: bar
  x: product_group
  y: in_stock
columns:
  product_group: { label: Product group }
  in_stock: { label: In stock, total: true }
  on_order: { label: On order, total: true }
  products: { label: Products on sale, total: true }
---*/
SELECT
  c.category_name AS product_group,
  CAST(sum(p.units_in_stock) AS BIGINT) AS in_stock,
  CAST(sum(p.units_on_order) AS BIGINT) AS on_order,
  count(*) AS products
FROM products AS p
JOIN categories AS c USING (category_id)
WHERE NOT p.discontinued
  AND ($scope_all OR c.product_group_code IN $scope_groups)
GROUP BY c.category_id, c.category_name
ORDER BY in_stock DESC NULLS LAST, product_group
