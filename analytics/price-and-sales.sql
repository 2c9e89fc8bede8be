/*---
title: Price and units sold
description: Whether dear products sell less. Each product's list price beside the units that were ordered of it.
owner: Sales analysis
tags: [sales, products]
sources: [order_details, products, categories]
rowScope: { column: product_group_code }
orderBy: [product_code]
freshness: static
parameters:
  discontinued: { label: With discontinued products, type: boolean, default: true }
chart:
  kind: scatter
  x: unit_price
  y: quantity
  series: product_group
  label: product
columns:
  product_code: { label: Code, show: product }
  product: { label: Product }
  product_group_code: { label: Group's code }
  product_group: { label: Product group }
  unit_price: { label: List price, decimals: 2 }
  quantity: { label: Units ordered, total: true }
---*/
SELECT
  p.product_code,
  p.product_name AS product,
  c.product_group_code,
  c.category_name AS product_group,
  p.unit_price,
  coalesce(CAST(sum(d.quantity) AS BIGINT), 0) AS quantity
FROM products AS p
JOIN categories AS c ON c.category_id = p.category_id
LEFT JOIN order_details AS d ON d.product_id = p.product_id
WHERE $discontinued OR NOT p.discontinued
GROUP BY p.product_code, p.product_name, c.product_group_code, c.category_name, p.unit_price
