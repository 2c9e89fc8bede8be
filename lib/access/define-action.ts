import { createDefineAction } from '@/lib/platform/action'
import { requestCtx } from './loaders'

/** Defines a server action of the portal's own screens: session → actor, parse, run, invalidate. */
export const defineAction = createDefineAction(requestCtx)
