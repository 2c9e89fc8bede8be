/*---
title: Revenue by product group
description: >
  Revenue of each product group over all orders, at the price of each order line less its discount, without freight.
owner: Sales analysis
tags: [sales, revenue]
sources: [order_details, products, categories]
rowScope: productGroup
freshness: static
chart:
  kind: bar
  x: product_group
  y: revenue
columns:
  product_group: { label: Product group }
  revenue: { label: Revenue, decimals: 2, total: true }
  products: { label: Products, total: true }
---*/
SELECT
  c.category_name AS product_group,
  sum(d.unit_price * d.quantity * (1 - d.discount)) AS revenue,
  count(DISTINCT d.product_id) AS products
FROM order_details AS d
JOIN products AS p USING (product_id)
JOIN categories AS c USING (category_id)
WHERE ($scope_all OR c.product_group_code IN $scope_groups)
GROUP BY c.category_id, c.category_name
ORDER BY revenue DESC NULLS LAST, product_group
