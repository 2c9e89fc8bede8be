import { describe, expect, it } from 'vitest'
import { durationFault } from '@/lib/segments/model/duration'
import { valueFault } from '@/lib/segments/model/parameter'
import { unitFault } from '@/lib/segments/ucum'
import { DEMO_SEGMENTS, DEMO_STEPS } from './segments'

describe('the example segments', () => {
  it('stand after what they stand below, and are used as they are called', () => {
    const known = new Set<string>()
    for (const { code, parentCode } of DEMO_SEGMENTS) {
      expect(parentCode === null || known.has(parentCode)).toBe(true)
      known.add(code)
    }
    for (const { steps } of DEMO_STEPS) {
      for (const { segmentCode, parameters } of steps) {
        const own = DEMO_SEGMENTS.find(({ code }) => code === segmentCode)
        expect(own, segmentCode).toBeDefined()
        for (const { id } of parameters) expect(own?.parameters.map((one) => one.id)).toContain(id)
      }
    }
  })

  it('hold values, units and durations that the portal would take', () => {
    const values = [...DEMO_SEGMENTS, ...DEMO_STEPS.flatMap(({ steps }) => steps)]
    for (const { duration, parameters } of values) {
      expect(duration === null ? null : durationFault(duration)).toBeNull()
      for (const { value, valueType, unit } of parameters) {
        expect(valueFault(valueType, value)).toBeNull()
        expect(unit === null ? null : unitFault(unit)).toBeNull()
      }
    }
  })
})
