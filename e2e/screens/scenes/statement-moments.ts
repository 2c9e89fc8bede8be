import type { Scene, Stage } from '../scene'
import { moment } from './moment'

const PATH = '/analytics/sql'
const SALES = `SELECT c.category_name AS product_group,
  count(DISTINCT d.order_id) AS orders,
  sum(d.unit_price * d.quantity * (1 - d.discount)) AS revenue
FROM order_details d
JOIN products p USING (product_id)
JOIN categories c USING (category_id)
GROUP BY ALL
ORDER BY revenue DESC`

async function ask({ page, open }: Stage, sql: string): Promise<void> {
  await open(PATH)
  await page.getByLabel('Statement').fill(sql)
  await page.getByRole('button', { name: 'Run' }).click()
}

/** The usual picture: a statement with its answer, the tables and what was asked of late. */
export async function statementWithAnswer(stage: Stage): Promise<void> {
  await ask(stage, SALES)
  await stage.page.getByRole('region', { name: 'Answer', exact: true }).waitFor()
  await stage.page.getByText('order_details', { exact: true }).click()
  await stage.shoot()
}

async function cut(stage: Stage): Promise<void> {
  await ask(stage, 'SELECT order_id, customer_id, freight, shipped_date FROM orders, range(3) ORDER BY ALL')
  await stage.page.getByText('There is more than these').waitFor()
  await stage.shoot()
}

async function pointedAt(stage: Stage): Promise<void> {
  await ask(stage, 'SELECT order_id,\n  fright\nFROM orders')
  await stage.page.getByText('Line 2, column 3').waitFor()
  await stage.shoot()
}

async function stopped(stage: Stage): Promise<void> {
  await ask(stage, 'SELECT sum(a.range * b.range) AS n FROM range(10000000) a, range(10000000) b')
  await stage.page.getByRole('button', { name: 'Stop' }).click()
  await stage.page.getByText('Stopped', { exact: true }).waitFor()
  await stage.shoot()
}

export const STATEMENT_MOMENTS: readonly Scene[] = [
  moment('statement-cut', 'analyst', PATH, { play: cut }),
  moment('statement-fault', 'analyst', PATH, { play: pointedAt }),
  moment('statement-stopped', 'analyst', PATH, { play: stopped }),
]
