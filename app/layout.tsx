import './globals.css'
import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { THEME_COOKIE } from '@/lib/personal/model'
import { mono, sans } from './fonts'

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

const THEMES = new Set(['light', 'dark'])

/** No database here: the pages that say that it is away stand in this layout. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get(THEME_COOKIE)?.value
  return (
    <html
      lang="en"
      data-theme={theme !== undefined && THEMES.has(theme) ? theme : undefined}
      className={`${sans.variable} ${mono.variable}`}
    >
      <body>{children}</body>
    </html>
  )
}
