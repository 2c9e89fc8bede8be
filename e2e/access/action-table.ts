import { byPerson, readTable, type Who } from './who'

// What each action answers each person, written by hand and never worked out from the policy. `ok`: it is done. `busy`:
// allowed, and either done or CONFLICT, since one run at a time is. F: FORBIDDEN, N: NOT_FOUND, C: CONFLICT, V: VALIDATION,
// D: ACCOUNT_DISABLED, U: UNAUTHENTICATED. The last column is what the audit record calls a refusal of it.

const ACTIONS = `
action                  | page                        | viewer analyst editor operator admin beverages brewer nobody disabled none | refusal
# A record of somebody else's group (NW-005 is a condiment), and one of their own (NW-024 is a beverage).
updateProduct           | /products/NW-005/edit       | F      F       ok     F        ok    F         N      F      D        U    | product.updated
updateProduct           | /products/NW-024/edit       | F      F       ok     F        ok    F         ok     F      D        U    | product.updated
# Of many products at once; each product has its own answer. Somebody else's change is there for nobody.
bulkChangeProductsAction | /products                  | F      F       ok     F        ok    F         ok     F      D        U    | product.updated
undoBulkChangeAction    | /products                   | F      F       N      F        N     F         N      F      D        U    | product.updated
# Views are their owner's; those that are shared are used by everybody who reads products.
saveViewAction          | /products                   | ok     ok      ok     ok       ok    ok        ok     F      D        U    | productView.created
changeViewAction        | /products                   | N      N       N      N        N     N         N      F      D        U    | productView.updated
deleteViewAction        | /products                   | N      N       N      N        N     N         N      F      D        U    | productView.deleted
setDefaultViewAction    | /products                   | ok     ok      ok     ok       ok    ok        ok     F      D        U    | productView.chosen
saveLookAction          | /products                   | ok     ok      ok     ok       ok    ok        ok     F      D        U    | productView.chosen
# Made in one’s own group, and in another.
createProductAction     | /products/new               | F      F       ok     F        ok    F         ok     F      D        U    | product.created
createProductAction     | /products/new?elsewhere     | F      F       ok     F        ok    F         V      F      D        U    | product.created
archiveProductAction    | /products/NW-005            | F      F       ok     F        ok    F         N      F      D        U    | product.archived
archiveProductAction    | /products/NW-024            | F      F       ok     F        ok    F         ok     F      D        U    | product.archived
restoreProductAction    | /products/NW-005            | F      F       ok     F        ok    F         N      F      D        U    | product.restored
restoreProductAction    | /products/NW-024            | F      F       ok     F        ok    F         ok     F      D        U    | product.restored
restoreVersionAction    | /products/NW-005/history/1  | F      F       ok     F        ok    F         N      F      D        U    | product.versionRestored
restoreVersionAction    | /products/NW-024/history/1  | F      F       ok     F        ok    F         ok     F      D        U    | product.versionRestored
createGroupAction       | /products/groups/new        | F      F       ok     F        ok    F         F      F      D        U    | productGroup.created
updateGroupAction       | /products/groups/{newGroup}/edit| F      F       ok     F        ok    F         F      F      D        U    | productGroup.updated
createSegment           | /segments/new               | F      F       ok     F        ok    F         F      F      D        U    | segment.created
updateSegment           | /segments/BREW-MASH/edit    | F      F       ok     F        ok    F         F      F      D        U    | segment.updated
moveSegment             | /segments/BREW-MASH         | F      F       ok     F        ok    F         F      F      D        U    | segment.moved
setSegmentStatus        | /segments/BREW-MASH         | F      F       ok     F        ok    F         F      F      D        U    | segment.archived
importSegments          | /segments/import            | F      F       ok     F        ok    F         F      F      D        U    | segment.imported
updateProductSegments   | /products/NW-005/segments   | F      F       ok     F        ok    F         N      F      D        U    | product.segments.updated
updateProductSegments   | /products/NW-024/segments   | F      F       ok     F        ok    F         F      F      D        U    | product.segments.updated
watchProductAction      | /products/NW-005            | ok     ok      ok     ok       ok    N         N      F      D        U    | product.watched
watchProductAction      | /products/NW-024            | ok     ok      ok     ok       ok    ok        ok     F      D        U    | product.watched
reportMistakeAction     | /products/NW-005            | ok     ok      ok     ok       ok    N         N      F      D        U    | product.mistakeReported
reportMistakeAction     | /products/NW-024            | ok     ok      ok     ok       ok    ok        ok     F      D        U    | product.mistakeReported
settleReportAction      | /products/NW-005            | F      F       ok     F        ok    F         N      F      D        U    | product.mistakeSettled
settleReportAction      | /products/NW-024            | F      F       ok     F        ok    F         ok     F      D        U    | product.mistakeSettled
removeFileAction        | /products/NW-005            | F      F       ok     F        ok    F         N      F      D        U    | product.fileRemoved
removeFileAction        | /products/NW-024            | F      F       ok     F        ok    F         ok     F      D        U    | product.fileRemoved
# Pinned to a product by who may edit it and ask the query; taken off by who may edit it.
pinFigureAction         | /analytics/product-by-month | F      F       F      F        ok    F         F      F      D        U    | product.figurePinned
unpinFigureAction       | /products/NW-005            | F      F       ok     F        ok    F         N      F      D        U    | product.figureUnpinned
unpinFigureAction       | /products/NW-024            | F      F       ok     F        ok    F         ok     F      D        U    | product.figureUnpinned
giveRoleAction          | /admin/users/{person}       | F      F       F      F        ok    F         F      F      D        U    | role.given
takeRoleAction          | /admin/users/{person}       | F      F       F      F        ok    F         F      F      D        U    | role.taken
disableUserAction       | /admin/users/{person}       | F      F       F      F        ok    F         F      F      D        U    | user.disabled
enableUserAction        | /admin/users/{person}       | F      F       F      F        ok    F         F      F      D        U    | user.enabled
endSessionsAction       | /admin/users/{person}       | F      F       F      F        ok    F         F      F      D        U    | session.ended
mapGroupAction          | /admin/roles                | F      F       F      F        ok    F         F      F      D        U    | group.mapped
unmapGroupAction        | /admin/roles                | F      F       F      F        ok    F         F      F      D        U    | group.unmapped
createRoleAction        | /admin/roles/new            | F      F       F      F        ok    F         F      F      D        U    | role.created
updateRoleAction        | /admin/roles/{role}/edit    | F      F       F      F        ok    F         F      F      D        U    | role.updated
deleteRoleAction        | /admin/roles/{role}         | F      F       F      F        ok    F         F      F      D        U    | role.deleted
verifyAuditAction       | /admin/audit                | F      F       F      F        ok    F         F      F      D        U    | audit.verified
askStatementAction      | /analytics/sql              | F      ok      F      F        ok    F         F      F      D        U    | statement.asked
forgetStatementsAction  | /analytics/sql              | F      ok      F      F        ok    F         F      F      D        U    | statement.asked
checkConnectionAction   | /admin/connections          | F      F       F      ok       ok    F         F      F      D        U    | connection.checked
# No Superset is connected here.
examineSupersetAction   | /admin/connections          | F      F       F      NOT_CONFIGURED NOT_CONFIGURED F F   F      D        U    | connection.examined
trySyncAction           | /admin/sync                 | F      F       F      ok       ok    F         F      F      D        U    | sync.tried
startWorkflowAction     | /admin/workflows            | F      F       F      busy     busy  F         F      F      D        U    | workflow.started
retryRunAction          | /admin/workflows/{run}      | F      F       F      C        C     F         F      F      D        U    | run.retryRequested
cancelRunAction         | /admin/workflows/{run}      | F      F       F      C        C     F         F      F      D        U    | run.cancelRequested
refreshAnswerAction     | /analytics/total-revenue    | F      ok      F      F        ok    F         F      F      D        U    | query.read
refreshKnowledgeAction  | /kb                         | F      F       F      ok       ok    F         F      F      D        U    | workflow.started
# No Superset is connected here: what is published needs one.
refreshDashboardsAction | /admin/dashboards           | F      F       F      F        NOT_CONFIGURED F    F      F      D        U    | dashboard.refreshed
publishDashboardAction  | /admin/dashboards/{found}   | F      F       F      F        NOT_CONFIGURED F    F      F      D        U    | dashboard.published
unpublishDashboardAction| /admin/dashboards/{found}   | F      F       F      F        ok    F         F      F      D        U    | dashboard.unpublished
# Somebody else's import is there for nobody.
mapColumnsAction        | /products/import/{import}   | F      F       N      F        N     F         N      F      D        U    | product.imported
applyImportAction       | /products/import/{import}   | F      F       N      F        N     F         N      F      D        U    | product.imported
discardImportAction     | /products/import/{import}   | F      F       N      F        N     F         N      F      D        U    | product.imported
# One's own things; somebody else's session is not there for anybody.
markNoticesReadAction   | /notices                    | ok     ok      ok     ok       ok    ok        ok     ok     D        U    | -
savePreferencesAction   | /account                    | ok     ok      ok     ok       ok    ok        ok     ok     D        U    | -
endOtherSessionsAction  | /account                    | ok     ok      ok     ok       ok    ok        ok     ok     D        U    | -
endOwnSessionAction     | /account                    | N      N       N      N        N     N         N      N      D        U    | -
`

const PRODUCT = { name: 'Renamed', description: '', status: 'active', tags: '', version: '{newVersion}' }
const STEPS = { fingerprint: '{newFingerprint}', 'lines.0.segment': 'BREW-MASH' }
const ROLE = { name: 'Made by the matrix', description: '', includes: '' }

/** What each form sends. Names in braces are places; those that begin with `new` are made anew for each call. */
const FIELDS: Record<string, Record<string, string>> = {
  'updateProduct /products/NW-005/edit': { ...PRODUCT, code: 'NW-005', groupCode: 'CONDIMENTS' },
  'updateProduct /products/NW-024/edit': { ...PRODUCT, code: 'NW-024', groupCode: 'BEVERAGES' },
  // Nothing that was changed since then is touched.
  bulkChangeProductsAction: { reach: 'all', seenAt: '2020-01-01T00:00:00Z', addTags: 'matrix' },
  undoBulkChangeAction: { id: '00000000-0000-4000-8000-000000000000' },
  saveViewAction: { name: '{newName}', query: 'group=SEAFOOD' },
  changeViewAction: { id: '{newView}', name: '{newName}' },
  deleteViewAction: { id: '{newView}' },
  setDefaultViewAction: { id: '' },
  saveLookAction: { columns: 'code', density: 'compact', query: '' },
  'createProductAction /products/new': { ...PRODUCT, code: '{newName}', groupCode: 'BEVERAGES' },
  'createProductAction /products/new?elsewhere': { ...PRODUCT, code: '{newName}', groupCode: 'CONDIMENTS' },
  'archiveProductAction /products/NW-005': { code: 'NW-005', version: '{newVersion}' },
  'archiveProductAction /products/NW-024': { code: 'NW-024', version: '{newVersion}' },
  'restoreProductAction /products/NW-005': { code: 'NW-005', version: '{newVersion}' },
  'restoreProductAction /products/NW-024': { code: 'NW-024', version: '{newVersion}' },
  'restoreVersionAction /products/NW-005/history/1': {
    code: 'NW-005',
    version: '{newVersion}',
    restore: '1',
  },
  'restoreVersionAction /products/NW-024/history/1': {
    code: 'NW-024',
    version: '{newVersion}',
    restore: '1',
  },
  createGroupAction: { code: '{newName}', name: 'Made by the matrix' },
  updateGroupAction: { code: '{newGroup}', name: 'Changed by the matrix', version: '1' },
  createSegment: { code: '{newName}', name: 'Made by the matrix' },
  updateSegment: { code: '{newSegment}', name: 'Renamed', version: '1', ownerId: '' },
  moveSegment: { code: '{newSegment}', parentCode: 'BREW' },
  setSegmentStatus: { code: '{newSegment}', version: '1', status: 'archived' },
  importSegments: {
    document: '{"ProcessSegmentInformation":{"ID":"x","ProcessSegment":[{"ID":"MATRIX"}]}}',
  },
  'updateProductSegments /products/NW-005/segments': { ...STEPS, code: 'NW-005' },
  'updateProductSegments /products/NW-024/segments': { ...STEPS, code: 'NW-024' },
  'watchProductAction /products/NW-005': { code: 'NW-005', watched: 'true' },
  'reportMistakeAction /products/NW-005': { code: 'NW-005', words: 'The matrix finds fault.' },
  'settleReportAction /products/NW-005': { code: 'NW-005', id: '{newMistake}' },
  'removeFileAction /products/NW-005': { code: 'NW-005', id: '{newFile}' },
  'watchProductAction /products/NW-024': { code: 'NW-024', watched: 'true' },
  'reportMistakeAction /products/NW-024': { code: 'NW-024', words: 'The matrix finds fault.' },
  'settleReportAction /products/NW-024': { code: 'NW-024', id: '{newMistake}' },
  'removeFileAction /products/NW-024': { code: 'NW-024', id: '{newFile}' },
  pinFigureAction: { query: 'product-by-month', search: 'product={newName}', code: 'NW-024' },
  'unpinFigureAction /products/NW-005': { code: 'NW-005', id: '{newFigure}', version: '1' },
  'unpinFigureAction /products/NW-024': { code: 'NW-024', id: '{newFigure}', version: '1' },
  trySyncAction: { key: 'process-segments' },
  markNoticesReadAction: { until: '2026-01-01T00:00:00.000Z' },
  giveRoleAction: { userId: '{newPerson}', roleKey: 'editor' },
  takeRoleAction: { userId: '{newPerson}', grantId: '{newGrant}' },
  disableUserAction: { userId: '{newPerson}' },
  enableUserAction: { userId: '{newPerson}' },
  endSessionsAction: { userId: '{newPerson}' },
  mapGroupAction: { identityGroup: '{newName}', roleKey: 'viewer' },
  unmapGroupAction: { mappingId: '{newMapping}' },
  createRoleAction: { ...ROLE, key: '{newName}' },
  updateRoleAction: { ...ROLE, key: '{newRole}', version: '1' },
  deleteRoleAction: { key: '{newRole}', version: '1' },
  verifyAuditAction: {},
  refreshAnswerAction: { query: 'total-revenue', search: '' },
  checkConnectionAction: { system: 'duckdb' },
  examineSupersetAction: {},
  askStatementAction: { sql: 'SELECT 1 AS one' },
  forgetStatementsAction: { id: '' },
  startWorkflowAction: { key: 'refresh-knowledge', reason: 'The matrix asks.' },
  retryRunAction: { id: '{run}' },
  cancelRunAction: { id: '{run}' },
  refreshKnowledgeAction: { reason: 'The matrix asks.' },
  refreshDashboardsAction: {},
  publishDashboardAction: { upstreamId: '{newFound}', slug: '{newName}', title: 'Made by the matrix' },
  unpublishDashboardAction: { slug: '{newDashboard}', version: '1' },
  mapColumnsAction: { id: '{import}', 'column.0': 'code', 'column.1': 'name' },
  applyImportAction: { id: '{import}' },
  discardImportAction: { id: '{import}' },
  savePreferencesAction: { timeZone: '', locale: '' },
  endOtherSessionsAction: {},
  endOwnSessionAction: { key: '{newSession}' },
}

export type ActionRow = {
  /** As the file exports it. */
  action: string
  /** A page that carries it. */
  page: string
  fields: Record<string, string>
  expected: Record<Who, string>
  /** What the audit record calls a refusal of it; undefined where nobody is refused. */
  refusal: string | undefined
}

function toRow([action = '', page = '', expected = '', refusal = '']: string[]): ActionRow {
  const fields = FIELDS[`${action} ${page}`] ?? FIELDS[action]
  if (fields === undefined) throw new Error(`what ${action} sends is not written down`)
  return {
    action,
    page,
    fields,
    expected: byPerson(expected),
    refusal: refusal === '-' ? undefined : refusal,
  }
}

export const ACTION_ROWS: readonly ActionRow[] = readTable(ACTIONS).map(toRow)

/** Actions whose forms take no answer, and which change one's own things only. */
export const WITHOUT_ANSWER = ['saveThemeFromForm', 'setPinFromForm'] as const
