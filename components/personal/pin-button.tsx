import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { setPinFromForm } from '@/lib/personal/actions'
import type { PersonalKind } from '@/lib/personal/model'

/** Keeps a thing on the reader's own home page. A form, so that it works without script. */
export function PinButton({
  kind,
  id,
  title,
  pinned,
}: {
  kind: PersonalKind
  id: string
  title: string
  pinned: boolean
}) {
  return (
    <form action={setPinFromForm}>
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="key" value={id} />
      <input type="hidden" name="pinned" value={String(!pinned)} />
      <Button type="submit" aria-label={pinned ? `Unpin ${title}` : `Pin ${title} to your home page`}>
        <Icon name={pinned ? 'pin-off' : 'pin'} size={14} />
        {pinned ? 'Unpin' : 'Pin'}
      </Button>
    </form>
  )
}
