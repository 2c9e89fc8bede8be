/*---
title: A product by month
description: >
  Revenue and units of one product in each calendar month with an order, at the price of each order line less its
  discount, without freight.
owner: Sales analysis
tags: [sales, products]
sources: [order_details, orders, products, categories]
rowScope: productGroup
freshness: static
parameters:
  product:
    label: Product code
    type: text
    default: NW-001
chart:
  kind: line
  x: month
  y: revenue
columns:
  month: { label: Month, show: month }
  revenue: { label: Revenue, decimals: 2, total: true }
  quantity: { label: Units, total: true }
---*/
SELECT
  CAST(date_trunc('month', o.order_date) AS DATE) AS "month",
  sum(d.unit_price * d.quantity * (1 - d.discount)) AS revenue,
  CAST(sum(d.quantity) AS BIGINT) AS quantity
FROM order_details AS d
JOIN orders AS o USING (order_id)
JOIN products AS p USING (product_id)
JOIN categories AS c USING (category_id)
WHERE p.product_code = $product AND ($scope_all OR c.product_group_code IN $scope_groups)
GROUP BY CAST(date_trunc('month', o.order_date) AS DATE)
ORDER BY "month"
