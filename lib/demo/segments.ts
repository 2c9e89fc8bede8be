import type { DemoSegment, DemoSteps } from './model'

type Kind = 'decimal' | 'integer' | 'string' | 'boolean'

function parameter(
  id: string,
  value: string,
  unit: string | null = null,
  valueType: Kind = 'decimal',
  description = '',
) {
  return { id, description, value, valueType, unit }
}

/**
 * A small set of process segments of our own, since Northwind has none: how beer is brewed, fruit preserved and fish
 * cured, as an example of what such records hold. Parents stand before what is below them.
 */
export const DEMO_SEGMENTS: readonly DemoSegment[] = [
  segment('BREW', 'Brewing', null, null, 'From malt to beer that is ready to fill.'),
  segment('BREW-MILL', 'Milling', 'BREW', 'PT30M', 'Malt is crushed, its husks left whole.', [
    parameter('Gap', '1.3', 'mm', 'decimal', 'Between the rollers'),
    parameter('Malt', '220', 'kg'),
  ]),
  segment('BREW-MASH', 'Mashing', 'BREW', 'PT1H', 'Starch becomes sugar.', [
    parameter('Temperature', '66', 'Cel', 'decimal', 'Of the mash, held'),
    parameter('Water', '8.5', 'hL'),
    parameter('Agitator speed', '18', '/min', 'integer'),
  ]),
  segment('BREW-LAUTER', 'Lautering', 'BREW', 'PT1H30M', 'Wort is drawn off the grains.', [
    parameter('Sparge water', '78', 'Cel'),
    parameter('Flow', '6', 'hL/h'),
  ]),
  segment('BREW-BOIL', 'Boiling', 'BREW', 'PT1H15M', 'Wort is boiled with hops.', [
    parameter('Evaporation', '4.5', '%'),
    parameter('Hops', '1.2', 'kg/hL', 'decimal', 'Bittering and aroma together'),
  ]),
  segment('BREW-FERMENT', 'Fermenting', 'BREW', 'P6D', 'Yeast makes alcohol and carbon dioxide.', [
    parameter('Temperature', '19', 'Cel'),
    parameter('Pitching rate', '10', '10*6/mL', 'integer', 'Yeast cells'),
    parameter('End gravity', '2.8', '%'),
  ]),
  segment('BREW-MATURE', 'Maturing', 'BREW', 'P14D', 'Beer clears and rounds off, cold and under pressure.', [
    parameter('Temperature', '1', 'Cel'),
    parameter('Pressure', '0.9', 'bar'),
  ]),
  segment('PRESERVE', 'Preserving fruit', null, null, 'From fruit to a spread that keeps.'),
  segment('PRESERVE-SORT', 'Washing and sorting', 'PRESERVE', 'PT20M', '', [
    parameter('Rinse water', '12', 'Cel'),
    parameter('Sorted by', 'ripeness and colour', null, 'string'),
  ]),
  segment('PRESERVE-COOK', 'Cooking', 'PRESERVE', 'PT25M', 'Boiled down with sugar until it sets.', [
    parameter('Temperature', '104.5', 'Cel', 'decimal', 'Where it sets'),
    parameter('Sugar', '0.85', 'kg/kg', 'decimal', 'For each kilogram of fruit'),
    parameter('Acidity', '3.1', '[pH]'),
    parameter('Stirred', 'true', null, 'boolean'),
  ]),
  segment('CURE', 'Curing fish', null, null, 'From fresh herring to fish that keeps.'),
  segment('CURE-SALT', 'Salting', 'CURE', 'P3D', 'Laid in brine.', [
    parameter('Salt', '12', '%', 'decimal', 'Of the brine'),
    parameter('Temperature', '4', 'Cel'),
  ]),
  segment('CURE-MARINATE', 'Marinating', 'CURE', 'P5D', 'In vinegar, sugar and spices.', [
    parameter('Acidity', '4.2', '[pH]'),
    parameter('Spices', 'allspice, bay, onion', null, 'string'),
  ]),
  segment('PACK', 'Filling and packing', null, null, 'The same for everything that goes into glass.'),
  segment('PACK-FILL', 'Filling', 'PACK', 'PT2H', '', [
    parameter('Speed', '6000', '{bottle}/h', 'integer'),
    parameter('Volume', '0.355', 'L'),
  ]),
  segment('PACK-PASTEURISE', 'Pasteurising', 'PACK', 'PT40M', 'In the closed glass.', [
    parameter('Temperature', '62', 'Cel'),
    parameter('Hold', '15', 'min', 'integer'),
  ]),
  segment('PACK-LABEL', 'Labelling', 'PACK', 'PT1H', '', [
    parameter('Label', 'front and back', null, 'string'),
  ]),
]

function segment(
  code: string,
  name: string,
  parentCode: string | null,
  duration: string | null,
  description: string,
  parameters: DemoSegment['parameters'] = [],
): DemoSegment {
  const [line = ''] = code.toLowerCase().split('-')
  return { code, name, parentCode, duration, description, parameters, tags: [line] }
}

const BREWED = ['BREW-MILL', 'BREW-MASH', 'BREW-LAUTER', 'BREW-BOIL', 'BREW-FERMENT', 'BREW-MATURE']
const PACKED = ['PACK-FILL', 'PACK-PASTEURISE', 'PACK-LABEL']

type Own = Partial<
  Record<string, { duration?: string; parameters?: DemoSteps['steps'][number]['parameters'] }>
>

function steps(productCode: string, codes: readonly string[], own: Own = {}): DemoSteps {
  return {
    productCode,
    steps: codes.map((segmentCode) => ({
      segmentCode,
      duration: own[segmentCode]?.duration ?? null,
      parameters: own[segmentCode]?.parameters ?? [],
    })),
  }
}

function override(id: string, value: string, unit: string | null, valueType: Kind = 'decimal') {
  return { id, value, valueType, unit }
}

/** Which of Northwind's products go through them, and what each does otherwise. */
export const DEMO_STEPS: readonly DemoSteps[] = [
  // Sasquatch Ale, Steeleye Stout, Laughing Lumberjack Lager, Outback Lager
  steps('NW-034', [...BREWED, ...PACKED], {
    'BREW-MASH': { parameters: [override('Temperature', '68', 'Cel')] },
    'BREW-MATURE': { duration: 'P10D' },
  }),
  steps('NW-035', [...BREWED, ...PACKED], {
    'BREW-MASH': { duration: 'PT1H30M', parameters: [override('Temperature', '67', 'Cel')] },
    'BREW-BOIL': { parameters: [override('Hops', '2', 'kg/hL')] },
    'PACK-FILL': { parameters: [override('Volume', '0.5', 'L')] },
  }),
  steps('NW-067', [...BREWED, ...PACKED], {
    'BREW-FERMENT': { duration: 'P9D', parameters: [override('Temperature', '11', 'Cel')] },
    'BREW-MATURE': { duration: 'P35D' },
  }),
  steps('NW-070', [...BREWED, ...PACKED], {
    'BREW-FERMENT': { duration: 'P8D', parameters: [override('Temperature', '12', 'Cel')] },
  }),
  // Grandma's Boysenberry Spread, Northwoods Cranberry Sauce
  steps('NW-006', ['PRESERVE-SORT', 'PRESERVE-COOK', 'PACK-FILL', 'PACK-LABEL'], {
    'PACK-FILL': {
      parameters: [override('Speed', '1800', '{jar}/h', 'integer'), override('Volume', '0.24', 'L')],
    },
  }),
  steps('NW-008', ['PRESERVE-SORT', 'PRESERVE-COOK', 'PACK-FILL', 'PACK-LABEL'], {
    'PRESERVE-COOK': { duration: 'PT15M', parameters: [override('Sugar', '0.6', 'kg/kg')] },
  }),
  // Nord-Ost Matjeshering, Inlagd Sill
  steps('NW-030', ['CURE-SALT', 'PACK-FILL', 'PACK-LABEL'], {
    'CURE-SALT': { duration: 'P5D', parameters: [override('Salt', '8', '%')] },
  }),
  steps('NW-036', ['CURE-SALT', 'CURE-MARINATE', 'PACK-FILL', 'PACK-LABEL']),
]
