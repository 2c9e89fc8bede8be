import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Engine } from '@/lib/analytics/engine-shape'
import { ConnectorError } from '@/lib/connectors/errors'
import type { BoundValue, Column, Row, StatementRequest } from '@/lib/connectors/tabular'

/** What the engine does with a statement. `hold`: it answers when the test lets it. */
export type Behaviour = {
  rows: Row[]
  delayMs: number
  hold: boolean
  /** It says this instead of rows. */
  fault: string | null
}

export type EngineServer = {
  url: string
  /** Statements that came, those ended and failed included. */
  asked: { sql: string; values: Record<string, unknown> }[]
  /** Statements whose asker let go before the answer. */
  cancelled: () => number
  /** Statements that are being answered. */
  running: () => number
  behave: (behaviour: Partial<Behaviour>) => void
  /** Lets those go on that are held: so many, the first first, or all. */
  release: (count?: number) => void
  stop: () => Promise<void>
}

/** An engine on loopback that counts what it is asked, and is slow, broken or silent as the test wants. */
export async function startEngineServer(): Promise<EngineServer> {
  const asked: EngineServer['asked'] = []
  const behaviour: Behaviour = { rows: [['1']], delayMs: 0, hold: false, fault: null }
  const held = new Set<() => void>()
  let cancelled = 0
  let running = 0

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    asked.push(JSON.parse(body) as EngineServer['asked'][number])
    running += 1
    response.once('close', () => {
      running -= 1
      if (!response.writableFinished) cancelled += 1
    })
    const { rows, delayMs, hold, fault } = { ...behaviour }
    if (hold) await new Promise<void>((resolve) => held.add(resolve))
    else if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    if (response.destroyed) return
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(fault === null ? { rows } : { fault }))
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const release = (count = held.size) => {
    for (const go of [...held].slice(0, count)) {
      held.delete(go)
      go()
    }
  }
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    cancelled: () => cancelled,
    running: () => running,
    behave: (next) => Object.assign(behaviour, next),
    release,
    stop: async () => {
      release()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

const COLUMNS: Column[] = [{ name: 'n', type: 'text', nativeType: 'VARCHAR' }]

/** The portal's side of it: letting go of the statement is closing the connection. */
export function engineAt(url: string): Engine {
  return {
    system: 'test',
    label: 'Test engine',
    binds: true,
    identity: 'test',
    embedded: false,
    statementsAtOnce: 4,
    open: async (request) => {
      const rows = await ask(url, request)
      return { columns: COLUMNS, batches: oneBatch(rows), close: () => {} }
    },
    describe: async () => ({ columns: COLUMNS, parameters: [] }),
    explain: async () => 'no plan',
    dataVersion: async () => '',
    fetchTableNames: async () => ['anything'],
    close: async () => {},
  }
}

async function* oneBatch(rows: Row[]): AsyncGenerator<Row[]> {
  yield rows
}

async function ask(url: string, { sql, values, timeoutMs, signal }: StatementRequest): Promise<Row[]> {
  const deadline = AbortSignal.timeout(timeoutMs)
  const either = signal === undefined ? deadline : AbortSignal.any([deadline, signal])
  const plain = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toPlain(value)]))
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: JSON.stringify({ sql, values: plain }),
      signal: either,
    })
    const { rows, fault } = (await answer.json()) as { rows?: Row[]; fault?: string }
    if (fault !== undefined) throw failed('protocol', fault)
    return rows ?? []
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    if (signal?.aborted) throw signal.reason
    if (deadline.aborted) throw failed('timeout', `no answer within ${timeoutMs} ms`)
    throw failed('unreachable', 'no connection')
  }
}

function toPlain({ value }: BoundValue): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

function failed(layer: 'protocol' | 'timeout' | 'unreachable', detail: string): ConnectorError {
  const codes = { protocol: 'QUERY_FAILED', timeout: 'TIMEOUT', unreachable: 'UNREACHABLE' } as const
  return new ConnectorError({
    ...{ layer, code: codes[layer], system: 'test', operation: 'query' },
    ...{ retryable: layer === 'unreachable', detail },
  })
}
