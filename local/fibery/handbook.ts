import { COFFEE } from './coffees'
import { rowAt } from './ids'
import { PROCESS_SEGMENTS } from './process-segments'
import type { SampleDatabase, SampleField, SampleSpace } from './sdl'

// A space of our own, made up: a plural that no rule gives (`findPeople`), an accent, a blank, a relation to another space.

function text(name: string, raw: string): SampleField {
  return { name, raw, type: 'String' }
}

const guide: SampleDatabase = {
  name: 'Guide',
  type: 'ProductHandbookGuide',
  finder: 'findGuides',
  description: 'How to make, pack and store each kind of product.',
  color: '#4f46e5',
  fields: [
    text('name', 'Name'),
    { name: 'description', raw: 'Description', type: 'RichField' },
    { name: 'state', raw: 'State', type: 'WorkflowStateProductHandbookGuide' },
    { name: 'author', raw: 'Author', type: 'ProductHandbookPerson' },
    {
      name: 'qualityChecks',
      raw: 'Quality Checks',
      type: '[ProductHandbookQualityCheck]',
      description: 'What is measured before such a product leaves the house.',
    },
    { name: 'ideas', raw: 'Ideas', type: '[ThingsIdea]' },
  ],
  rows: [
    {
      name: 'Storing beverages',
      author: rowAt('findPeople', 0, 'Ana Trujillo'),
      qualityChecks: [rowAt('findQualityChecks', 1, 'Core temperature')],
      ideas: [],
      description: {
        html: '<h2>Where</h2><p>Keep <strong>cool and dark</strong>, away from:</p><ul><li>heating</li><li>anything that smells</li></ul>',
        md: '## Where\n\nKeep **cool and dark**, away from:\n\n- heating\n- anything that smells',
        text: 'Where. Keep cool and dark, away from: heating, anything that smells.',
      },
    },
    {
      name: 'Packing confections',
      author: rowAt('findPeople', 0, 'Ana Trujillo'),
      qualityChecks: [],
      ideas: [],
      description: {
        html: '<p>In boxes of twelve.</p>',
        md: 'In boxes of twelve.',
        text: 'In boxes of twelve.',
      },
    },
    {
      name: 'Handling seafood',
      author: rowAt('findPeople', 1, 'Frédérique Citeaux'),
      qualityChecks: [rowAt('findQualityChecks', 1, 'Core temperature')],
      ideas: [],
      description: { html: '<p>Never above 4 °C.</p>', md: 'Never above 4 °C.', text: 'Never above 4 °C.' },
    },
  ],
}

const qualityCheck: SampleDatabase = {
  name: 'Quality Check',
  type: 'ProductHandbookQualityCheck',
  finder: 'findQualityChecks',
  description: 'What is measured before a batch leaves the house.',
  color: '#0d9488',
  fields: [
    text('name', 'Name'),
    text('method', 'Method'),
    { name: 'limit', raw: 'Limit', type: 'Float' },
    { name: 'validity', raw: 'Validity', type: 'DateRange' },
    { name: 'guide', raw: 'Guide', type: 'ProductHandbookGuide' },
  ],
  rows: [
    {
      name: 'pH of sauces',
      method: 'Probe, three samples',
      limit: 4.2,
      validity: { start: '2026-01-01', end: null },
    },
    { name: 'Core temperature', method: 'Thermometer', limit: 4 },
  ],
}

const reception: SampleDatabase = {
  name: 'Réception',
  type: 'ProductHandbookReception',
  finder: 'findReceptions',
  description: 'Goods as they come in, with what was seen.',
  color: '#b45309',
  fields: [
    text('name', 'Name'),
    { name: 'arrived', raw: 'Arrived', type: 'String' },
    { name: 'checkedBy', raw: 'Checked By', type: 'ProductHandbookPerson' },
    { name: 'qualityChecks', raw: 'Quality Checks', type: '[ProductHandbookQualityCheck]' },
  ],
  rows: [{ name: 'Café crème, 24 cases', arrived: '2026-03-02' }],
}

const person: SampleDatabase = {
  name: 'Person',
  type: 'ProductHandbookPerson',
  finder: 'findPeople',
  description: 'Whom to ask.',
  color: '#7c3aed',
  fields: [
    text('name', 'Name'),
    text('role', 'Role'),
    { name: 'guides', raw: 'Guides', type: '[ProductHandbookGuide]' },
  ],
  rows: [
    { name: 'Ana Trujillo', role: 'Packing' },
    { name: 'Frédérique Citeaux', role: 'Quality' },
  ],
}

export const HANDBOOK: SampleSpace = {
  name: 'Product Handbook',
  databases: [guide, qualityCheck, reception, person, PROCESS_SEGMENTS, COFFEE],
  foreign: [
    { type: 'ThingsIdea', rawName: 'Things/Idea' },
    { type: 'WorkflowStateProductHandbookGuide', rawName: 'workflow/state_Product Handbook/Guide' },
  ],
}
