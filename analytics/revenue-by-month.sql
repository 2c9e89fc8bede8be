/*---
title: Revenue by month
description: >
  Revenue of the orders of each calendar month, at the price of each order line less its discount, without freight.
owner: Sales analysis
tags: [sales, revenue]
sources: [order_details, orders, products, categories]
rowScope: productGroup
freshness: static
chart:
  kind: line
  x: month
  y: revenue
columns:
  month: { label: Month, show: month }
  revenue: { label: Revenue, decimals: 2, total: true }
  orders: { label: Orders, total: true }
---*/
SELECT
  CAST(date_trunc('month', o.order_date) AS DATE) AS "month",
  sum(d.unit_price * d.quantity * (1 - d.discount)) AS revenue,
  count(DISTINCT d.order_id) AS orders
FROM order_details AS d
JOIN orders AS o USING (order_id)
JOIN products AS p USING (product_id)
JOIN categories AS c USING (category_id)
WHERE ($scope_all OR c.product_group_code IN $scope_groups)
GROUP BY CAST(date_trunc('month', o.order_date) AS DATE)
ORDER BY "month"
