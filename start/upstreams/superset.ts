import { join, resolve } from 'node:path'
import { makeDataFolder } from '../data-folder'
import { freePort } from '../free-port'
import { joinEmbeddedPostgres } from '../persistent-postgres'
import { createReport, type Report } from '../report'
import { addressOf, copyForRun, inTurn } from './superset/databases'
import { installSuperset, type SupersetVersion } from './superset/install'
import { closeRecords, ensureRecords, ensureTemplate, RECORDS_ROLE } from './superset/records'
import { run } from './superset/run'
import { readSupersetSecrets, type SupersetSecrets } from './superset/secrets'
import { serve } from './superset/server'
import { openWarehouse } from './superset/warehouse'

const DATA_DIR = '.data/superset'
const SERVICE_USER = 'pergola'
const ADMIN_USER = 'admin'
const AUDIENCE = 'superset'
/** What Superset signs and reads guests' tokens with until somebody sets something else. */
const AS_IT_COMES = { guestSecret: 'test-guest-secret-change-me', audience: 'http://0.0.0.0:8080/' }

/** The demo dashboard: bootstrap.py makes the same id of the same slug everywhere. */
export const DEMO_DASHBOARD = { slug: 'northwind-sales', embeddedId: 'c83a89a2-4ddf-57cf-bb98-1824cd1a5890' }

/** What is to be known of one that runs; plain values, which can be handed to another process. */
export type SupersetFacts = {
  /** What the portal's server calls: `http://127.0.0.1:PORT`. */
  url: string
  /** What a browser frames: `http://localhost:PORT`, the portal's own site, or the frame would have no storage. */
  publicUrl: string
  /** Signs guests' tokens. */
  guestSecret: string
  audience: string
  /** The portal's service account, and what it may. */
  user: string
  password: string
  admin: { user: string; password: string }
  /** The demo dashboard. */
  slug: string
  embeddedId: string
  /** Of the data connection as Superset itself has it. */
  dataUri: string
  /** The name of the database that Superset keeps its records in, and its address for who looks at them. */
  records: string
  recordsUrl: string
  /** The PostgreSQL that all of it lies in, as its superuser. */
  adminUrl: string
  logFile: string
  setUp: SetUp
}

/** How `bootstrap.py` is run. */
export type SetUp = { python: string; environment: Record<string, string> }

export type Superset = SupersetFacts & {
  /** Fulfilled when its server ends without having been told to. */
  ended: Promise<void>
  stop: () => Promise<void>
}

export type SupersetOptions = {
  /** As Superset comes, with nothing but embedding switched on: what attacks work on. */
  plain?: boolean
  version?: SupersetVersion
  /** Who may embed it, several divided by spaces: `http://localhost:3000` unless told otherwise. */
  portalOrigin?: string
  /** A free one unless named. */
  port?: number
  /** Keeps its records from one start to the next; otherwise they are this run's own and thrown away. */
  keep?: boolean
  /** More of what `deploy/superset` reads from its environment. */
  given?: Record<string, string>
  report?: Report
}

const silent: Report = createReport(() => {})

/**
 * Starts a real Superset on loopback over Northwind in a PostgreSQL of its own (`.data/superset`), configured by
 * `deploy/superset`, with its demo dashboard. The first time it is installed from PyPI (0.8 GB in `.venv`) and makes its
 * tables; from then on it takes seconds.
 * @throws StartError with the remedy
 */
export async function startSuperset(options: SupersetOptions = {}): Promise<Superset> {
  const { version = '6.1.0', report = silent } = options
  const programs = await report.stage(
    'Packages',
    () => installSuperset(version, report.say),
    () => `Superset ${version}`,
  )
  const dataDir = makeDataFolder(resolve(DATA_DIR))
  const secrets = readSupersetSecrets(dataDir)
  const postgres = await report.stage('Database', () => joinEmbeddedPostgres(dataDir, secrets.postgres))
  const undo = [() => postgres.leave()]
  const stop = async () => {
    for (const one of undo.splice(0).reverse()) await one()
  }
  try {
    const setting = { ...options, version, programs, secrets, report, adminUrl: postgres.adminUrl }
    const { environment, leave, ...prepared } = await prepare(setting)
    undo.push(leave)
    const port = options.port ?? (await freePort())
    const url = `http://127.0.0.1:${port}`
    const logFile = join(dataDir, `superset-${port}.log`)
    const serving = () => serve({ programs, port, environment, logFile })
    const served = await report.stage('Superset', serving, () => url)
    undo.push(served.stop)
    const publicUrl = `http://localhost:${port}`
    return {
      url,
      publicUrl,
      ...accountsOf(secrets),
      ...(options.plain && AS_IT_COMES),
      ...DEMO_DASHBOARD,
      ...prepared,
      adminUrl: postgres.adminUrl,
      logFile,
      ended: served.ended,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

type Setting = SupersetOptions & {
  version: SupersetVersion
  programs: string
  secrets: SupersetSecrets
  report: Report
  adminUrl: string
}

/** Figures to read, records of its own, and what `bootstrap.py` brings. */
async function prepare(setting: Setting) {
  const { adminUrl, secrets, report, plain = false } = setting
  const warehouse = await report.stage(
    'Figures',
    () => inTurn(adminUrl, 'figures', () => openWarehouse({ adminUrl, password: secrets.reader, plain })),
    () => 'Northwind, and one role that reads it',
  )
  const told = environmentFor(setting, warehouse.uri)
  const records = await report.stage('Records', () => openRecords(setting, told))
  const environment = { ...told, SUPERSET_DATABASE_URI: records.uri }
  const setUp = { python: join(setting.programs, 'python'), environment }
  try {
    await report.stage(
      'Dashboards',
      () => bootstrap(setUp),
      () => DEMO_DASHBOARD.slug,
    )
  } catch (error) {
    await records.leave()
    throw error
  }
  const { name, leave } = records
  const recordsUrl = records.uri.replace('postgresql+psycopg2', 'postgresql')
  return { environment, dataUri: warehouse.uri, records: name, recordsUrl, setUp, leave }
}

/** Runs `bootstrap.py`; answers its last line. */
export async function bootstrap({ python, environment }: SetUp): Promise<string> {
  const said = await run(python, ['deploy/superset/bootstrap.py'], { env: environment })
  return said.trim().split('\n').at(-1) ?? ''
}

function accountsOf({ guests, service, admin }: SupersetSecrets) {
  return {
    guestSecret: guests,
    audience: AUDIENCE,
    user: SERVICE_USER,
    password: service,
    admin: { user: ADMIN_USER, password: admin },
  }
}

/** All that Superset is told; nothing of our own environment reaches it. */
function environmentFor(
  { plain = false, portalOrigin = 'http://localhost:3000', programs, secrets, given }: Setting,
  dataUri: string,
): Record<string, string> {
  return {
    PATH: `${programs}:${process.env.PATH ?? ''}`,
    HOME: resolve(DATA_DIR),
    LC_ALL: 'C.UTF-8',
    FLASK_APP: 'superset.app:create_app()',
    PYTHONPATH: resolve('deploy/superset'),
    PYTHONPYCACHEPREFIX: resolve(programs, '../pycache'),
    PYTHONUNBUFFERED: '1',
    ...(plain && { SUPERSET_CONFIG_PATH: resolve('start/upstreams/superset/plain_config.py') }),
    SUPERSET_SECRET_KEY: secrets.sessions,
    SUPERSET_GUEST_SECRET: secrets.guests,
    SUPERSET_GUEST_AUDIENCE: AUDIENCE,
    SUPERSET_HTTPS: '0',
    SUPERSET_DATA_URI: dataUri,
    SUPERSET_SERVICE_USER: SERVICE_USER,
    SUPERSET_SERVICE_PASSWORD: secrets.service,
    SUPERSET_ADMIN_USER: ADMIN_USER,
    SUPERSET_ADMIN_PASSWORD: secrets.admin,
    PORTAL_ORIGIN: portalOrigin,
    ...given,
  }
}

type Records = { name: string; uri: string; leave: () => Promise<void> }

async function openRecords(setting: Setting, environment: Record<string, string>): Promise<Records> {
  const { adminUrl, keep = false, plain = false, secrets, programs, version } = setting
  const password = secrets.records
  const name = `superset_${version.replaceAll('.', '_')}${plain ? '_plain' : ''}`
  const template = await ensureTemplate({
    ...{ adminUrl, password, programs, version, environment },
    say: setting.report.say,
  })
  return await inTurn(adminUrl, 'records', async () => {
    if (keep) await ensureRecords(adminUrl, name, template)
    const copy = keep ? { name, drop: async () => {} } : await copyForRun(adminUrl, template, RECORDS_ROLE)
    if (!plain) await closeRecords(adminUrl, copy.name)
    const uri = addressOf(adminUrl, { user: RECORDS_ROLE, password, database: copy.name })
    return { name: copy.name, uri, leave: copy.drop }
  })
}
