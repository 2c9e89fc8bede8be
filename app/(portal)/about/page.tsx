import type { Metadata } from 'next'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { PageHeader } from '@/components/ui/page-header'
import { pageCtx } from '@/lib/access/loaders'
import packageFile from '@/package.json'

export const metadata: Metadata = { title: 'About Pergola' }

const { version, dependencies } = packageFile

export default async function AboutPage() {
  const ctx = await pageCtx()
  return (
    <>
      <PageHeader
        title="About Pergola"
        breadcrumbs={[{ href: '/', label: 'Home' }, { label: 'About' }]}
        description="One place for products, the knowledge base, figures, dashboards and data workflows, with one set of rights and one audit record over all of them."
      />
      <div className="grid max-w-3xl gap-4">
        <Card label="This portal">
          <CardHeader title="This portal" />
          <CardBody>
            <DescriptionList
              items={[
                { term: 'Version', value: version },
                { term: 'Built on', value: `Next.js ${dependencies.next}, React ${dependencies.react}` },
                { term: 'Your time zone', value: ctx.user.timeZone },
                { term: 'Your locale', value: ctx.user.locale },
                {
                  term: 'Request',
                  value: <code className="break-all">{ctx.requestId}</code>,
                },
              ]}
            />
          </CardBody>
        </Card>
        <Card label="Good to know">
          <CardHeader title="Good to know" />
          <CardBody>
            <ul className="grid list-disc gap-1.5 pl-4">
              <li>
                <a className="text-link" href="/account">
                  Your account
                </a>{' '}
                shows your rights and why you have them, your sessions, theme, time zone and locale.
              </li>
              <li>
                <a className="text-link" href="/search">
                  Search
                </a>{' '}
                goes over everything that you may open. ⌘K or Ctrl K opens it on any page.
              </li>
              <li>What comes from another system says from which, and how old it is.</li>
              <li>When something fails, tell an administrator the request that the page names.</li>
            </ul>
          </CardBody>
        </Card>
        <p className="text-sm text-text-muted">
          Icons by Lucide (ISC licence). Typefaces Geist and Geist Mono (SIL Open Font License).
        </p>
      </div>
    </>
  )
}
