/*---
title: Late orders by shipper
description: >
  Orders that were shipped after the day on which the customer wanted them, by shipper. Orders belong to no product group,
  so only who sees every row is shown them.
owner: Logistics
tags: [orders]
sources: [orders, shippers]
freshness: static
parameters:
  since: { label: Ordered from, type: date, default: "1996-07-01" }
  until: { label: Ordered until, type: date, default: "1998-05-31" }
  shippers:
    label: Shippers
    description: Numbers, separated by commas; left open, all of them.
    type: list
    of: integer
chart:
  kind: bar
  x: shipper
  y: late_percent
columns:
  shipper: { label: Shipper }
  orders: { label: Orders shipped, total: true }
  late: { label: Late, total: true }
  late_percent: { label: Late in %, decimals: 1 }
---*/
SELECT
  s.company_name AS shipper,
  count(*) AS orders,
  CAST(sum(CASE WHEN o.shipped_date > o.required_date THEN 1 ELSE 0 END) AS BIGINT) AS late,
  round(100 * CAST(sum(CASE WHEN o.shipped_date > o.required_date THEN 1 ELSE 0 END) AS DOUBLE) / count(*), 6) AS late_percent
FROM orders AS o
JOIN shippers AS s ON s.shipper_id = o.ship_via
WHERE o.shipped_date IS NOT NULL
  AND o.order_date >= $since
  AND o.order_date <= $until
  AND ($shippers IS NULL OR s.shipper_id IN $shippers)
GROUP BY s.shipper_id, s.company_name
ORDER BY late_percent DESC NULLS LAST, shipper
