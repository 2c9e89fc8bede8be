import { Fragment } from 'react'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { CONNECTING } from '@/lib/platform/connecting'

const STEPS = [
  {
    title: 'Run Superset 6.1 or 6.0 on a host name of its own',
    text: 'Beside the portal’s, as superset.example.com is beside portal.example.com: they share no cookies, and browsers still let the frame keep what it needs.',
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
    title: 'Give the portal an account of its own',
    text: 'It reads dashboards and datasets, and turns embedding on for what is published. Every table behind a dashboard needs a column that row rules can be written on, such as the product group.',
  },
] as const

const { needs, oneOf, docs, tryWith } = CONNECTING.superset

/** Where it stands on a page. */
export const HOW_TO_CONNECT = 'how-to-connect'

/** What an administrator prepares on Superset's side, what connects it, and where all of it is written. */
export function HowToConnect() {
  return (
    <div id={HOW_TO_CONNECT} className="scroll-mt-16">
      <Card label="How to connect Superset">
        <CardHeader title="How to connect Superset" />
        <CardBody className="grid gap-4">
          <p className="max-w-[72ch] text-text-muted text-pretty">
            To see it at work first, run <code>{tryWith}</code> in the portal’s folder. It starts a real
            Superset with a demo dashboard on this machine, and prints the variables to start the portal with.
          </p>
          <p className="max-w-[72ch] text-text-muted text-pretty">
            These steps prepare a Superset of yours. The files for it, and each step by command, stand in{' '}
            <code>deploy/superset</code>; the whole guide is <code>{docs[0]}</code>, all settings are in{' '}
            <code>{docs[1]}</code>.
          </p>
          <ol className="grid max-w-[72ch] list-decimal gap-3 pl-5">
            {STEPS.map(({ title, text }) => (
              <li key={title}>
                <p className="font-medium">{title}</p>
                <p className="text-text-muted text-pretty">{text}</p>
              </li>
            ))}
            <li>
              <p className="font-medium">Set the portal’s variables, and start it again</p>
              <p className="text-text-muted text-pretty">
                <Names names={needs} />, and either <Names names={oneOf ?? []} word="or" />: with the first
                the portal signs readers’ tokens by the secret of both, with the second Superset makes them.
              </p>
            </li>
          </ol>
        </CardBody>
      </Card>
    </div>
  )
}

/** Variables one after the other, each in one piece where there is room. */
function Names({ names, word }: { names: readonly string[]; word?: string }) {
  const between = word === undefined ? ', ' : ` ${word} `
  return names.map((name, index) => (
    <Fragment key={name}>
      {index === 0 ? null : between}
      <code className="break-words">{name}</code>
    </Fragment>
  ))
}
