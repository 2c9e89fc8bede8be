/*---
title: A product in its group
description: >
  Where one product stands among those of its group by revenue over all orders, and its stock beside the level at which
  it is ordered again.
owner: Sales analysis
tags: [sales, products]
sources: [order_details, products, categories]
rowScope: productGroup
freshness: static
parameters:
  product:
    label: Product code
    type: text
    default: NW-001
columns:
  product_code: { label: Code, show: product }
  product_group: { label: Product group }
  place: { label: Place by revenue }
  products: { label: Products of the group }
  revenue: { label: Revenue, decimals: 2 }
  in_stock: { label: In stock }
  on_order: { label: On order }
  reorder_level: { label: Reorder level }
---*/
WITH sales AS (
  SELECT
    p.product_id, p.category_id,
    coalesce(sum(d.unit_price * d.quantity * (1 - d.discount)), 0) AS revenue
  FROM products AS p
  LEFT JOIN order_details AS d ON d.product_id = p.product_id
  GROUP BY p.product_id, p.category_id
),
ranked AS (
  SELECT
    product_id, revenue,
    rank() OVER (PARTITION BY category_id ORDER BY revenue DESC) AS place,
    count(*) OVER (PARTITION BY category_id) AS products
  FROM sales
)
SELECT
  p.product_code,
  c.category_name AS product_group,
  r.place,
  r.products,
  r.revenue,
  p.units_in_stock AS in_stock,
  p.units_on_order AS on_order,
  p.reorder_level
FROM ranked AS r
JOIN products AS p ON p.product_id = r.product_id
JOIN categories AS c ON c.category_id = p.category_id
WHERE p.product_code = $product AND ($scope_all OR c.product_group_code IN $scope_groups)
ORDER BY p.product_code
