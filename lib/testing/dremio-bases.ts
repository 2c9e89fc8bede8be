import type { DremioClientOptions } from '@/lib/connectors/dremio/client'

/** One of Dremio's two addresses: what the stand-in is started with, and what a client is given for it. */
export type DremioBase = {
  name: string
  standIn: { user: string; password: string; project?: string; accessTokens?: readonly string[] }
  client: Pick<DremioClientOptions, 'credentials' | 'project'>
  /** Signs in by user and password, anew when it must. Cloud has a token that is given to the portal. */
  signsIn: boolean
}

const USER = { user: 'portal', password: 'a-password-that-must-not-be-logged' }
const PROJECT = '11111111-2222-3333-4444-555555555555'
const TOKEN = 'a-token-that-must-not-be-logged'

export const DREMIO_BASES: readonly DremioBase[] = [
  { name: 'software, v3', standIn: USER, client: { credentials: USER }, signsIn: true },
  {
    name: 'Cloud, v0',
    standIn: { ...USER, project: PROJECT, accessTokens: [TOKEN] },
    client: { credentials: { accessToken: TOKEN }, project: PROJECT },
    signsIn: false,
  },
]

/** What must stand in no log. */
export const DREMIO_SECRETS = [USER.password, TOKEN] as const
