import { Card, CardBody, CardHeader } from '@/components/ui/card'

const STEPS = [
  {
    title: 'Run Superset 6.0 or newer on a host name of its own',
    text: 'Embedded pages then share no cookies with the portal, and the browser keeps the two apart.',
  },
  {
    title: 'Turn embedding on, and let the portal alone frame it',
    text: 'Set the feature flag EMBEDDED_SUPERSET, take X-Frame-Options away, and name the portal’s address in the content security policy’s frame-ancestors.',
  },
  {
    title: 'Give guests a role of their own',
    text: 'Point GUEST_ROLE_NAME at a role that may read charts and dashboards and nothing else, and set GUEST_TOKEN_JWT_SECRET to a secret of at least 32 characters.',
  },
  {
    title: 'Close what a guest may ask',
    text: 'A plain Superset lets an embedded reader send SQL expressions past row rules. A security manager that allows only saved charts and filters closes this.',
  },
  {
    title: 'Enable embedding for each dashboard',
    text: 'Every table behind it needs a column that row rules can be written on, such as the product group.',
  },
] as const

/** What an administrator prepares on Superset's side. It promises nothing that this version cannot do. */
export function HowToConnect() {
  return (
    <Card label="How to connect Superset">
      <CardHeader title="How to connect Superset" />
      <CardBody className="grid gap-4">
        <p className="max-w-[72ch] text-text-muted text-pretty">
          This version of the portal keeps the registry of dashboards. It does not ask or embed a Superset
          yet, and there is no setting for one. These steps prepare a Superset for it:
        </p>
        <ol className="grid max-w-[72ch] list-decimal gap-3 pl-5">
          {STEPS.map(({ title, text }) => (
            <li key={title}>
              <p className="font-medium">{title}</p>
              <p className="text-text-muted text-pretty">{text}</p>
            </li>
          ))}
        </ol>
      </CardBody>
    </Card>
  )
}
