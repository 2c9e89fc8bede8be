/** Somebody who can sign in at the stand-in. Rights are not told here: the portal maps the groups (demo data). */
export type DemoAccount = {
  login: string
  subject: string
  name: string
  email: string
  groups: readonly string[]
  words: string
}

function account(login: string, name: string, groups: readonly string[], words: string): DemoAccount {
  return { login, subject: `demo-${login}`, name, email: `${login}@pergola.example`, groups, words }
}

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  account('viewer', 'Demo Viewer', ['pergola-viewer'], 'Reads products, the knowledge base and dashboards.'),
  account('analyst', 'Demo Analyst', ['pergola-analyst'], 'Asks the figures and takes them away.'),
  account('editor', 'Demo Editor', ['pergola-editor'], 'Changes products.'),
  account('operator', 'Demo Operator', ['pergola-operator'], 'Runs workflows and looks after connections.'),
  // Administrator by a direct grant: PERGOLA_ADMINS names this subject.
  account('admin', 'Demo Admin', ['pergola-staff'], 'Every right: gives roles, reads the audit record.'),
  account(
    'beverages',
    'Demo Beverages',
    ['pergola-beverages'],
    'A viewer held to the product group Beverages.',
  ),
]

export function findAccount(by: { login: string } | { subject: string }): DemoAccount | undefined {
  return DEMO_ACCOUNTS.find((one) =>
    'login' in by ? one.login === by.login.trim().toLowerCase() : one.subject === by.subject,
  )
}
