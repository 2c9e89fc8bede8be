import type { Without } from '@/start/ci/pictures'

const GATE_FIRST =
  'Nothing of it streams before the gate: the page that is left stays, with a bar above it (navigating).'
const FOR_ALL = 'It is for everybody who is signed in; a disabled account: account-disabled.'
const OUTSIDE = 'It stands outside the rights: whoever comes may read it.'
const NOTHING_ASKED = 'It asks neither a table nor another system; a database that is away: database-away.'
const FORM = 'A form has its fields always.'
const NO_FURTHER = 'Its gate asks for the session alone; a database that is away: database-away.'

/** Why a page has no picture of a state. */
export const WITHOUT: Without = {
  '/': { forbidden: FOR_ALL },
  '/[...address]': {
    loading: GATE_FIRST,
    empty: 'It lists nothing.',
    failed: NOTHING_ASKED,
    forbidden: FOR_ALL,
  },
  '/about': { loading: GATE_FIRST, empty: 'It lists nothing.', failed: NOTHING_ASKED, forbidden: FOR_ALL },
  '/account': { loading: GATE_FIRST, forbidden: FOR_ALL },
  '/admin/analytics': { loading: GATE_FIRST },
  '/admin/audit': { loading: GATE_FIRST },
  '/admin/connections': { loading: GATE_FIRST, empty: 'The database is always among them.' },
  '/admin/dashboards': { loading: GATE_FIRST },
  '/admin/dashboards/[id]': { loading: GATE_FIRST, empty: FORM },
  '/admin/roles': {
    loading: GATE_FIRST,
    empty: 'Some roles are built in; without any mapping: roles-unmapped.',
  },
  '/admin/roles/[key]': { loading: GATE_FIRST, empty: 'Nobody has the role of the usual picture.' },
  '/admin/roles/[key]/edit': { loading: GATE_FIRST, empty: FORM },
  '/admin/roles/new': { loading: GATE_FIRST, empty: FORM },
  '/admin/sync': { loading: GATE_FIRST, empty: 'The sample mapping is always among them.' },
  '/admin/users': { loading: GATE_FIRST },
  '/admin/users/[id]': { loading: GATE_FIRST },
  '/admin/workflows': { loading: GATE_FIRST },
  '/admin/workflows/[run]': { loading: GATE_FIRST, empty: 'A run has the steps of its workflow.' },
  '/analytics': { loading: GATE_FIRST },
  '/analytics/sql': { loading: 'The tables come with the page, or a line that says why they do not.' },
  '/dashboards': { loading: GATE_FIRST },
  '/dashboards/[slug]': {
    loading:
      'No Superset is connected here; what covers a frame while it is drawn: e2e/dashboards/states.spec.ts.',
    empty: 'A dashboard that is not drawn says why: that is the usual picture.',
  },
  '/kb': { loading: GATE_FIRST },
  '/kb/[space]': { loading: GATE_FIRST },
  '/kb/[space]/[database]': { loading: GATE_FIRST },
  '/kb/[space]/[database]/[entity]': {
    loading: 'What is late of it is there within a second, or told to be missing, whatever Fibery does.',
    empty: 'What the snapshot knows of an entity is there always.',
  },
  '/kb/changes': { loading: GATE_FIRST },
  '/links': { loading: GATE_FIRST },
  '/notices': { loading: GATE_FIRST, forbidden: FOR_ALL },
  '/products': { loading: GATE_FIRST },
  '/products/[code]/edit': { loading: GATE_FIRST, empty: FORM },
  '/products/[code]/history': { loading: GATE_FIRST },
  '/products/[code]/history/[version]': {
    loading: GATE_FIRST,
    empty: 'A version has the fields of a product.',
  },
  '/products/[code]/segments': { loading: GATE_FIRST },
  '/products/groups': { loading: GATE_FIRST },
  '/products/groups/[group]/edit': { loading: GATE_FIRST, empty: FORM },
  '/products/groups/new': { loading: GATE_FIRST, empty: FORM, failed: NO_FURTHER },
  '/products/import': { loading: GATE_FIRST },
  '/products/new': { loading: GATE_FIRST, empty: FORM },
  '/segments': { loading: GATE_FIRST },
  '/segments/[code]/edit': { loading: GATE_FIRST, empty: FORM },
  '/segments/compare': { loading: GATE_FIRST },
  '/segments/import': { loading: GATE_FIRST, empty: FORM, failed: NO_FURTHER },
  '/segments/new': { loading: GATE_FIRST, empty: FORM },
  '/search': { loading: GATE_FIRST, forbidden: FOR_ALL },
  '/sign-in-failed': {
    loading: 'It asks nothing.',
    empty: 'It lists nothing.',
    failed: 'It is itself what is shown when something failed: sign-in-refused and others.',
    forbidden: OUTSIDE,
  },
  '/signed-out': {
    loading: 'It asks nothing.',
    empty: 'It lists nothing.',
    failed: 'It asks nothing; a provider that did not answer: signed-out-here-only.',
    forbidden: OUTSIDE,
  },
}
