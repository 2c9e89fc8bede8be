// Pages ask; they live in other bundles than what launches the engine, in this process or in its process of workflows.
const shared = globalThis as typeof globalThis & { pergolaEngineLaunched?: boolean }

/** True when this process takes up runs, or the one that it has started for them. */
export function isEngineLaunched(): boolean {
  return shared.pergolaEngineLaunched === true
}

export function setEngineLaunched(launched: boolean): void {
  shared.pergolaEngineLaunched = launched
}
