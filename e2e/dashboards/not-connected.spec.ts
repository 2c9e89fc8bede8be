import { expect, test } from '../fixtures'

// No Superset is connected to the house of the suite.
test.use({ persona: 'admin' })

test('nothing is offered to be published where no Superset is connected; the guide tells what to do', async ({
  page,
  open,
  axe,
}) => {
  await open('/dashboards')
  const main = page.getByRole('main')
  await expect(main.getByRole('link', { name: 'Publish', exact: true })).toHaveCount(0)
  const guide = main.getByRole('region', { name: 'How to connect Superset' })
  await expect(guide).toContainText('npm run upstreams -- superset')
  await expect(guide).toContainText('deploy/superset')
  await expect(guide).toContainText('docs/connectors/superset.md')
  await expect(guide).toContainText('SUPERSET_TOKENS=asked')
  await open('/admin/dashboards')
  await expect(guide).toBeVisible()
  await page.setViewportSize({ width: 390, height: 844 })
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
  expect(await axe()).toEqual([])
})
