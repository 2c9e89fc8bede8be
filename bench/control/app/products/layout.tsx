import '@/app/globals.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { mono, sans } from '@/app/fonts'
import { navigationFor } from '@/components/layout/nav-items'
import { Shell } from '@/components/layout/shell'

export const metadata: Metadata = {
  title: { default: 'Pergola', template: '%s · Pergola' },
  description: 'Products, knowledge base, figures, dashboards and workflows in one place.',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fdfcfe' },
    { media: '(prefers-color-scheme: dark)', color: '#131218' },
  ],
}

const NOTHING_UNREAD = { count: 0, at: 0 }
const READER = { name: 'Bench Reader', email: null, theme: 'system' as const, roles: ['admin'] }
const GROUPS = navigationFor(() => true)

/** The portal's shell round a reader who is always the same: nothing is asked. */
export default function ControlLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={`${sans.variable} ${mono.variable}`}>
      <body>
        <Shell groups={GROUPS} reader={READER} navWidth="wide" unread={NOTHING_UNREAD}>
          {children}
        </Shell>
      </body>
    </html>
  )
}
