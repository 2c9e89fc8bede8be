import type { Person } from './superset-people'

const ROLES = '/api/v1/security/roles'

type Role = { id: number; name: string }
type Right = { id: number }

/**
 * Gives the guests of this Superset all that an administrator may, as one does who takes a role at hand for
 * GUEST_ROLE_NAME. Answers what takes it back.
 */
export async function widenGuests(administrator: Person): Promise<() => Promise<void>> {
  const { json } = await administrator.get(`${ROLES}/?q=(page_size:100)`)
  const roles = json.result as Role[]
  const idOf = (name: string) => roles.find((role) => role.name === name)?.id
  const rightsOf = async (name: string) => {
    const { json } = await administrator.get(`${ROLES}/${idOf(name)}/permissions/`)
    return (json.result as Right[]).map(({ id }) => id)
  }
  const give = async (rights: number[]) => {
    const path = `${ROLES}/${idOf('EmbeddedReader')}/permissions`
    const { status, text } = await administrator.post(path, { permission_view_menu_ids: rights })
    if (status !== 200) throw new Error(`the role was not changed: ${status} ${text.slice(0, 200)}`)
  }
  const before = await rightsOf('EmbeddedReader')
  await give(await rightsOf('Admin'))
  return () => give(before)
}
