import { workOnImports } from './service/work-on-imports'

/** First step of `import-products`: the dry run of every file that waits for it. Answers how many there were. */
export async function checkWaitingImports(runId: string): Promise<number> {
  return await workOnImports('checking', runId)
}

/** Second step of `import-products`: writes every import that was confirmed. Answers how many there were. */
export async function applyWaitingImports(runId: string): Promise<number> {
  return await workOnImports('applying', runId)
}
