import { expect, it } from 'vitest'
import { hexOf, LOOK_COLOURS, supersetTheme } from './superset-theme'

it('tells Superset one theme, light or dark, in the colours of the page', () => {
  const colours = { 'surface-sunken': '#100f14', text: '#ecebef', accent: '#b5a0f5' }
  const { theme_default: dark } = supersetTheme({ isDark: true, colours })
  expect(dark.algorithm).toBe('dark')
  expect(dark.token).toMatchObject({
    ...{ colorBgBase: '#100f14', colorBgLayout: '#100f14', colorText: '#ecebef' },
    ...{ colorPrimary: '#b5a0f5', colorLink: '#b5a0f5', fontWeightBold: '700' },
  })
  expect(supersetTheme({ isDark: false, colours }).theme_default.algorithm).toBe('default')
})

it('leaves to Superset what the page could not tell', () => {
  const { token } = supersetTheme({ isDark: false, colours: {} }).theme_default
  expect(Object.keys(token).filter((name) => name.startsWith('color'))).toEqual([])
})

it('gives every colour of the page another part of Superset', () => {
  const colours = Object.fromEntries(LOOK_COLOURS.map((name, index) => [name, `#00000${index}`]))
  const { token } = supersetTheme({ isDark: false, colours }).theme_default
  const told = new Set(Object.values(token))
  expect(Object.values(colours).filter((colour) => !told.has(colour))).toEqual([])
})

it.each([
  ['color(srgb 0 0.5 1)', '#0080ff'],
  ['color(srgb -0.01 1.2 0.0039)', '#00ff01'],
  ['color(srgb 1e-7 0 0)', '#000000'],
  ['color(srgb none 0 0)', null],
  ['oklch(0.5 0.1 292)', null],
  ['rgb(1, 2, 3)', null],
  ['', null],
])('reads %j as %j', (computed, hex) => {
  expect(hexOf(computed)).toBe(hex)
})
