import { Callout } from '@/components/ui/callout'
import { CONNECTING, type Connectable, connectingWords } from '@/lib/platform/connecting'

/** Why a workflow cannot be started here, and what would change that. */
export function NotConnected({ system }: { system: Connectable }) {
  return (
    <Callout title={`${CONNECTING[system].name} is not connected: there is nothing to do.`}>
      {connectingWords(system)}
    </Callout>
  )
}
