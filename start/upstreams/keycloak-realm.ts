/** People of the realm `pergola`; the ids are their subjects. The password is everybody's. */
export const KEYCLOAK_PEOPLE = {
  admin: { id: '3b0f7c52-0d0e-4f6e-9c6a-6a1f1f0a0001', name: ['Realm', 'Admin'], groups: [] },
  taster: { id: '3b0f7c52-0d0e-4f6e-9c6a-6a1f1f0a0002', name: ['Realm', 'Taster'], groups: ['/tasters'] },
} as const

export const KEYCLOAK_PASSWORD = 'only-on-this-computer'
export const KEYCLOAK_CLIENT = 'pergola'

/** Without `offline_access`: Keycloak would make a session of it that its own logout does not end. */
export const KEYCLOAK_SCOPE = 'openid profile email'

/** What docs/connectors/openid.md asks of a provider, as a realm that Keycloak imports at its start. */
export function keycloakRealm({ portalUrl, clientSecret }: { portalUrl: string; clientSecret: string }) {
  return {
    realm: 'pergola',
    enabled: true,
    sslRequired: 'none',
    groups: [{ name: 'tasters' }],
    users: Object.entries(KEYCLOAK_PEOPLE).map(([username, { id, name, groups }]) => ({
      id,
      username,
      enabled: true,
      email: `${username}@pergola.example`,
      emailVerified: true,
      firstName: name[0],
      lastName: name[1],
      credentials: [{ type: 'password', value: KEYCLOAK_PASSWORD }],
      groups,
    })),
    clients: [
      {
        clientId: KEYCLOAK_CLIENT,
        secret: clientSecret,
        protocol: 'openid-connect',
        publicClient: false,
        standardFlowEnabled: true,
        directAccessGrantsEnabled: false,
        redirectUris: [`${portalUrl}/auth/callback`],
        attributes: {
          'post.logout.redirect.uris': `${portalUrl}/signed-out`,
          'backchannel.logout.url': `${portalUrl}/auth/backchannel-logout`,
          'backchannel.logout.session.required': 'true',
          'pkce.code.challenge.method': 'S256',
        },
        protocolMappers: [
          {
            name: 'groups',
            protocol: 'openid-connect',
            protocolMapper: 'oidc-group-membership-mapper',
            config: {
              'claim.name': 'groups',
              'full.path': 'false',
              'id.token.claim': 'true',
              'access.token.claim': 'false',
              'userinfo.token.claim': 'true',
            },
          },
        ],
      },
    ],
  }
}
