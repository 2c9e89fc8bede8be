/*---
title: Product groups
description: The product groups that the reader may see, with their codes; other queries offer them as a choice.
owner: Sales analysis
tags: [products]
sources: [categories, products]
rowScope: { column: product_group_code }
orderBy: [product_group]
freshness: static
columns:
  product_group_code: { label: Code }
  product_group: { label: Product group }
  products: { label: Products }
---*/
SELECT
  c.product_group_code,
  c.category_name AS product_group,
  count(*) AS products
FROM categories AS c
JOIN products AS p ON p.category_id = c.category_id
GROUP BY c.product_group_code, c.category_name
