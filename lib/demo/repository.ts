import type { Tx } from '@/lib/platform/db'
import type { DemoData } from './model'

/** Facts about the installation: that something was loaded once stays known after it was taken out. */
export type DemoFact = 'demo-data' | 'demo-access'

/** One at a time over all replicas, for as long as the transaction lasts. */
export async function lockDemo(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('demo data', 0))`
}

export async function hasFact(tx: Tx, key: DemoFact): Promise<boolean> {
  return (await tx.installationFact.findUnique({ where: { key }, select: { key: true } })) !== null
}

export async function putFact(tx: Tx, key: DemoFact, value: Record<string, string>): Promise<void> {
  await tx.installationFact.upsert({ where: { key }, create: { key, value }, update: { value } })
}

export async function removeFact(tx: Tx, key: DemoFact): Promise<void> {
  await tx.installationFact.deleteMany({ where: { key } })
}

/** Adds what is missing; a group or product of that code that is there already, whoever made it, stays as it is. */
export async function insertDemoData(
  tx: Tx,
  data: DemoData,
): Promise<{ products: number; productGroups: number }> {
  const groups = await tx.productGroup.createMany({
    data: data.groups.map(({ attributes: _asked, ...group }) => ({ ...group, isDemo: true })),
    skipDuplicates: true,
  })
  const known = await tx.productGroup.findMany({
    where: { code: { in: data.groups.map((group) => group.code) } },
    select: { id: true, code: true, _count: { select: { attributes: true } } },
  })
  // Groups that ask for something already are left as they are, whoever made them.
  const bare = new Map(
    known.filter(({ _count }) => _count.attributes === 0).map(({ code, id }) => [code, id]),
  )
  await tx.productGroupAttribute.createMany({
    data: data.groups.flatMap(({ code, attributes }) => {
      const productGroupId = bare.get(code)
      if (productGroupId === undefined) return []
      return attributes.map((one, index) => ({ ...one, productGroupId, position: index + 1 }))
    }),
  })
  // A code that a product of one's own has or had is not given again.
  const keys = data.products.map(({ code }) => code.toLowerCase())
  const taken = await tx.productCode.findMany({
    where: { codeKey: { in: keys } },
    select: { codeKey: true },
    take: keys.length,
  })
  const isTaken = new Set(taken.map(({ codeKey }) => codeKey))
  const idOf = new Map(known.map((group) => [group.code, group.id]))
  const products = await tx.product.createMany({
    data: data.products
      .filter(({ code }) => !isTaken.has(code.toLowerCase()))
      .map(({ groupCode, ...product }) => ({
        ...product,
        codeKey: product.code.toLowerCase(),
        productGroupId: idOf.get(groupCode) ?? null,
        isDemo: true,
      })),
    skipDuplicates: true,
  })
  return { products: products.count, productGroups: groups.count }
}

/** Groups that a product of one's own has come to use stay, and are named. */
export async function deleteDemoProducts(
  tx: Tx,
): Promise<{ products: number; productGroups: number; keptGroups: string[] }> {
  const products = await tx.product.deleteMany({ where: { isDemo: true } })
  const productGroups = await tx.productGroup.deleteMany({ where: { isDemo: true, products: { none: {} } } })
  const kept = await tx.productGroup.findMany({
    where: { isDemo: true },
    select: { code: true },
    orderBy: { code: 'asc' },
    take: 100,
  })
  return {
    products: products.count,
    productGroups: productGroups.count,
    keptGroups: kept.map((group) => group.code),
  }
}

export async function deleteDemoSpaces(tx: Tx): Promise<number> {
  return (await tx.kbSpace.deleteMany({ where: { isDemo: true } })).count
}

/**
 * Takes out the people of the stand-in identity provider, sessions and grants with them. Its administrator stays when
 * nobody else is one: the last enabled administrator cannot be taken away (DESIGN §7).
 */
export async function deleteDemoAccounts(tx: Tx): Promise<{ accounts: number; keptAdmins: number }> {
  // Against somebody else's losing the role at this moment.
  await tx.$executeRaw`LOCK TABLE role_grant, app_user IN SHARE ROW EXCLUSIVE MODE`
  const accounts = await tx.$executeRaw`
    WITH demo AS (
      SELECT id FROM app_user
      WHERE is_demo OR (issuer ~ '^http://localhost:[0-9]+/oidc$' AND subject LIKE 'demo-%')
    ), admins AS (
      SELECT DISTINCT app_user.id FROM app_user
      JOIN role_grant ON role_grant.user_id = app_user.id AND role_grant.role_key = 'admin' AND role_grant.condition IS NULL
      WHERE app_user.disabled_at IS NULL
    )
    DELETE FROM app_user WHERE id IN (SELECT id FROM demo)
      AND (id NOT IN (SELECT id FROM admins) OR EXISTS (SELECT FROM admins WHERE id NOT IN (SELECT id FROM demo)))`
  const [kept] = await tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM app_user
    WHERE is_demo OR (issuer ~ '^http://localhost:[0-9]+/oidc$' AND subject LIKE 'demo-%')`
  return { accounts, keptAdmins: Number(kept?.count ?? 0) }
}
