import { LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'

/** An import that came to nothing: why, and that nothing was changed. */
export function ImportFailed({ words }: { words: string }) {
  return (
    <div role="alert">
      <Callout
        tone="danger"
        title="This file was not imported. No product was changed."
        actions={<LinkButton href="/products/import">Send another file</LinkButton>}
      >
        <p>{words}</p>
      </Callout>
    </div>
  )
}
