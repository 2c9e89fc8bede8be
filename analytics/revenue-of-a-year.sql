/*---
title: Revenue of a year
description: >
  Revenue of a calendar year beside that of the year before, without freight. The orders begin on 4 July 1996 and end on
  6 May 1998, so 1996 and 1998 are parts of a year.
owner: Sales analysis
tags: [sales, revenue]
sources: [order_details, orders, products, categories]
rowScope: productGroup
freshness: static
parameters:
  year: { label: Year, type: integer, default: 1997, allowed: [1996, 1997, 1998] }
chart:
  kind: figure
  y: revenue
  comparison: revenue_before
columns:
  revenue: { label: Revenue, decimals: 2 }
  revenue_before: { label: Year before, decimals: 2 }
  orders: { label: Orders }
  orders_before: { label: Orders the year before }
---*/
SELECT
  round(coalesce(sum(CASE WHEN line.order_year = $year THEN line.amount END), 0), 2) AS revenue,
  round(coalesce(sum(CASE WHEN line.order_year = $year - 1 THEN line.amount END), 0), 2) AS revenue_before,
  count(DISTINCT CASE WHEN line.order_year = $year THEN line.order_id END) AS orders,
  count(DISTINCT CASE WHEN line.order_year = $year - 1 THEN line.order_id END) AS orders_before
FROM (
  SELECT
    d.order_id,
    EXTRACT(YEAR FROM o.order_date) AS order_year,
    d.unit_price * d.quantity * (1 - d.discount) AS amount
  FROM order_details AS d
  JOIN orders AS o ON o.order_id = d.order_id
  JOIN products AS p ON p.product_id = d.product_id
  JOIN categories AS c ON c.category_id = p.category_id
  WHERE $scope_all OR c.product_group_code IN $scope_groups
) AS line
