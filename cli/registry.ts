import { commands as access } from '@/lib/access/commands'
import { commands as analytics } from '@/lib/analytics/commands'
import { commands as audit } from '@/lib/audit/commands'
import { commands as dashboards } from '@/lib/dashboards/commands'
import { commands as demo } from '@/lib/demo/commands'
import { commands as knowledge } from '@/lib/knowledge/commands'
import { commands as links } from '@/lib/links/commands'
import { commands as products } from '@/lib/products/commands'
import { commands as search } from '@/lib/search/commands'
import { commands as segments } from '@/lib/segments/commands'
import { commands as sync } from '@/lib/sync/commands'
import { about } from './about'
import type { CliCommand } from './command'
import { doctor } from './doctor'

/** Every command there is. A test holds this list to the `commands.ts` files of the domains. */
export const COMMANDS: readonly CliCommand[] = [
  about,
  doctor,
  ...access,
  ...analytics,
  ...audit,
  ...dashboards,
  ...demo,
  ...knowledge,
  ...links,
  ...products,
  ...search,
  ...segments,
  ...sync,
]
