import { randomUUID } from 'node:crypto'
import { engineFor } from '../engine'
import type { Engine } from '../engine-shape'
import type { Query } from '../model'

/** What answers a query, and what its answers hang on. */
export type AnsweringEngine = {
  engine: Engine
  /** For the key of an answer: which engine, and where. */
  identity: string
  /** Empty when the engine cannot tell. */
  dataVersion: string
  /** Where statements at once are counted: over all replicas, or in this process when the engine is in it. */
  place: string
  statementsAtOnce: number
}

const PROCESS = randomUUID()

const lastVersions = new Map<string, string>()

/** The engine of a query. One that cannot tell its data's version at present has the last one that it told. */
export async function answeringEngine(query: Query): Promise<AnsweringEngine> {
  const asked = engineFor(query)
  const { identity, embedded, statementsAtOnce } = asked
  const dataVersion = await asked.dataVersion().catch(() => lastVersions.get(identity) ?? '')
  lastVersions.set(identity, dataVersion)
  return {
    engine: asked,
    identity,
    dataVersion,
    place: embedded ? `${identity} ${PROCESS}` : identity,
    statementsAtOnce,
  }
}
