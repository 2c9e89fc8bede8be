import type { SampleDatabase } from './sdl'

// How coffee is roasted, made up as an example: a tree, a number of minutes, units in the words of a shop floor, and one
// entity that nobody has given a code.

const LINE = 'c0ffee00-0000-4000-8000-000000000001'

type Step = {
  no: number
  code: string
  name: string
  minutes?: number
  temperature?: number
  speed?: [number, string]
  text?: string
}

const STEPS: readonly Step[] = [
  { no: 1, code: 'EX-ROAST', name: 'Roasting coffee', text: 'From green beans to beans that rest.' },
  {
    no: 2,
    code: 'EX-ROAST-CLEAN',
    name: 'Cleaning beans',
    minutes: 20,
    text: 'Stones and dust are taken out.',
  },
  {
    no: 3,
    code: 'EX-ROAST-DRUM',
    name: 'Drum roasting',
    minutes: 14,
    temperature: 205,
    speed: [52, 'turns a minute'],
  },
  { no: 4, code: 'EX-ROAST-COOL', name: 'Cooling', minutes: 5, temperature: 40, speed: [18, '/min'] },
  { no: 5, code: '', name: 'Resting' },
]

const idOf = (no: number) => `${LINE.slice(0, -1)}${no}`

export const PROCESS_SEGMENTS: SampleDatabase = {
  name: 'Process Segment',
  type: 'ProductHandbookProcessSegment',
  finder: 'findProcessSegments',
  description: 'An example: how coffee is roasted, step by step.',
  color: '#92400e',
  fields: [
    { name: 'name', raw: 'Name', type: 'String' },
    { name: 'code', raw: 'Code', type: 'String' },
    { name: 'description', raw: 'Description', type: 'RichField' },
    { name: 'minutes', raw: 'Minutes', type: 'Float' },
    { name: 'temperature', raw: 'Temperature', type: 'Float' },
    { name: 'speed', raw: 'Speed', type: 'Float' },
    { name: 'speedUnit', raw: 'Speed Unit', type: 'String' },
    { name: 'parent', raw: 'Parent', type: 'ProductHandbookProcessSegment' },
    { name: 'guide', raw: 'Guide', type: 'ProductHandbookGuide' },
    { name: 'steps', raw: 'Steps', type: '[ProductHandbookProcessSegment]' },
  ],
  rows: STEPS.map(({ no, code, name, minutes, temperature, speed, text }) => ({
    id: idOf(no),
    publicId: String(no),
    code,
    name,
    description: text === undefined ? null : { md: text, html: `<p>${text}</p>`, text },
    minutes: minutes ?? null,
    temperature: temperature ?? null,
    speed: speed?.[0] ?? null,
    speedUnit: speed?.[1] ?? null,
    parent: no === 1 ? null : { id: LINE, publicId: '1', name: 'Roasting coffee' },
    guide: null,
    steps: [],
  })),
}
