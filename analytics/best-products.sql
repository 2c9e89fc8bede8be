/*---
title: Best products
description: The products that brought the most revenue, best first.
owner: Sales analysis
tags: [sales, products]
sources: [order_details, products, categories]
rowScope: productGroup
freshness: static
parameters:
  count:
    label: How many
    type: integer
    default: 10
    allowed: [5, 10, 20, 77]
chart:
  kind: bar
  x: product
  y: revenue
columns:
  product_code: { label: Code, show: product }
  product: { label: Product }
  product_group: { label: Product group }
  revenue: { label: Revenue, decimals: 2 }
  quantity: { label: Units }
---*/
SELECT
  p.product_code,
  p.product_name AS product,
  c.category_name AS product_group,
  sum(d.unit_price * d.quantity * (1 - d.discount)) AS revenue,
  CAST(sum(d.quantity) AS BIGINT) AS quantity
FROM order_details AS d
JOIN products AS p USING (product_id)
JOIN categories AS c USING (category_id)
WHERE ($scope_all OR c.product_group_code IN $scope_groups)
GROUP BY p.product_code, p.product_name, c.category_name
ORDER BY revenue DESC NULLS LAST, p.product_code
LIMIT $count
