/*---
title: Revenue by month and product group
description: >
  Revenue of each calendar month, a part for each product group, at the price of each order line less its discount,
  without freight. Choose the groups and the days between which the orders came.
owner: Sales analysis
tags: [sales, revenue]
sources: [order_details, orders, products, categories]
rowScope: { column: product_group_code }
orderBy: [month, product_group]
freshness: static
parameters:
  groups:
    label: Product groups
    description: Codes, separated by commas; left open, all of them.
    type: list
    of: text
    allowedFrom: { query: product-groups, column: product_group_code }
  since: { label: From, type: date, default: "1996-07-01" }
  until: { label: Until, type: date, default: "1998-05-31" }
chart:
  kind: stacked
  x: month
  y: revenue
  series: product_group
columns:
  month: { label: Month, show: month }
  product_group_code: { label: Code }
  product_group: { label: Product group }
  revenue: { label: Revenue, decimals: 2, total: true }
---*/
SELECT
  CAST(date_trunc('month', o.order_date) AS DATE) AS "month",
  c.product_group_code,
  c.category_name AS product_group,
  sum(d.unit_price * d.quantity * (1 - d.discount)) AS revenue
FROM order_details AS d
JOIN orders AS o ON o.order_id = d.order_id
JOIN products AS p ON p.product_id = d.product_id
JOIN categories AS c ON c.category_id = p.category_id
WHERE o.order_date >= $since
  AND o.order_date <= $until
  AND ($groups IS NULL OR c.product_group_code IN $groups)
GROUP BY CAST(date_trunc('month', o.order_date) AS DATE), c.product_group_code, c.category_name
