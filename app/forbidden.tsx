import { AccountDisabled } from '@/components/layout/account-disabled'

/** Reached only where the shell itself is refused: a disabled account. Rights missing for a page: app/(portal)/forbidden. */
export default function Disabled() {
  return <AccountDisabled />
}
