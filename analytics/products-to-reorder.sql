/*---
title: Products to reorder
description: >
  Products on sale of which no more is in stock and on order together than the level at which to order again, the emptiest
  first.
owner: Purchasing
tags: [products, stock]
sources: [products, categories, suppliers]
rowScope: { column: product_group_code }
orderBy: [short_by desc, product_code]
freshness: static
parameters:
  margin:
    label: Margin
    description: Units above the level that count as too few already.
    type: integer
    default: 0
chart:
  kind: bar
  x: product
  y: short_by
columns:
  product_code: { label: Code, show: product }
  product: { label: Product }
  product_group_code: { label: Group's code }
  product_group: { label: Product group }
  supplier: { label: Supplier }
  units_in_stock: { label: In stock }
  units_on_order: { label: On order }
  reorder_level: { label: Reorder level }
  short_by: { label: Short by }
---*/
SELECT
  p.product_code,
  p.product_name AS product,
  c.product_group_code,
  c.category_name AS product_group,
  s.company_name AS supplier,
  p.units_in_stock,
  p.units_on_order,
  p.reorder_level,
  p.reorder_level + $margin - p.units_in_stock - p.units_on_order AS short_by
FROM products AS p
JOIN categories AS c ON c.category_id = p.category_id
JOIN suppliers AS s ON s.supplier_id = p.supplier_id
WHERE NOT p.discontinued
  AND p.reorder_level > 0
  AND p.units_in_stock + p.units_on_order <= p.reorder_level + $margin
