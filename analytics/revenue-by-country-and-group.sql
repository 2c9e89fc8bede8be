/*---
title: Revenue by country and product group
description: >
  Where each product group is bought: revenue by the country that an order was shipped to, at the price of each order
  line less its discount, without freight.
owner: Sales analysis
tags: [sales, revenue]
sources: [order_details, orders, products, categories]
rowScope: { column: product_group_code }
orderBy: [country, product_group]
freshness: static
parameters:
  since: { label: From, type: date, default: "1996-07-01" }
  until: { label: Until, type: date, default: "1998-05-31" }
chart:
  kind: heatmap
  x: product_group
  y: country
  value: revenue
columns:
  country: { label: Country }
  product_group_code: { label: Code }
  product_group: { label: Product group }
  revenue: { label: Revenue, decimals: 2, total: true }
  orders: { label: Orders }
---*/
SELECT
  o.ship_country AS country,
  c.product_group_code,
  c.category_name AS product_group,
  sum(d.unit_price * d.quantity * (1 - d.discount)) AS revenue,
  count(DISTINCT o.order_id) AS orders
FROM order_details AS d
JOIN orders AS o ON o.order_id = d.order_id
JOIN products AS p ON p.product_id = d.product_id
JOIN categories AS c ON c.category_id = p.category_id
WHERE o.order_date >= $since
  AND o.order_date <= $until
GROUP BY o.ship_country, c.product_group_code, c.category_name
