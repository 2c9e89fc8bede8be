/*---
title: Total revenue
description: >
  What was ordered, at the price of each order line less its discount. Freight is left out. Added up exactly and
  rounded once, at the end.
owner: Sales analysis
tags: [sales, revenue]
sources: [order_details, products, categories]
rowScope: productGroup
freshness: static
chart:
  kind: figure
  y: revenue
columns:
  revenue: { label: Revenue, decimals: 2 }
  revenue_exact: { label: Before rounding }
  orders: { label: Orders }
---*/
SELECT
  round(coalesce(sum(d.unit_price * d.quantity * (1 - d.discount)), 0), 2) AS revenue,
  coalesce(sum(d.unit_price * d.quantity * (1 - d.discount)), 0) AS revenue_exact,
  count(DISTINCT d.order_id) AS orders
FROM order_details AS d
JOIN products AS p USING (product_id)
JOIN categories AS c USING (category_id)
WHERE ($scope_all OR c.product_group_code IN $scope_groups)
