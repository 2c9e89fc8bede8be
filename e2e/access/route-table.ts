import { byPerson, readTable, type Who } from './who'

// Expected statuses, written by hand and never worked out from the policy. The path's braces are looked up in the running
// house (places.ts). What stands in the last column is in what is shown with 200, and in nothing else that is sent.

const PAGES = `
route                   | path                          | viewer analyst editor operator admin beverages brewer nobody disabled none | shown
/                       | /                             | 200    200     200    200      200   200       200    200    403      307  | -
/account                | /account                      | 200    200     200    200      200   200       200    200    403      307  | -
/about                  | /about                        | 200    200     200    200      200   200       200    200    403      307  | -
/search                 | /search?q=aniseed             | 200    200     200    200      200   200       200    200    403      307  | -
/notices                | /notices                      | 200    200     200    200      200   200       200    200    403      307  | -
/links                  | /links                        | 200    200     200    200      200   200       200    403    403      307  | -
/products               | /products                     | 200    200     200    200      200   200       200    403    403      307  | -
/products               | /products?q=aniseed           | 200    200     200    200      200   200       200    403    403      307  | -
# NW-001 is a beverage; NW-003 is a condiment, so somebody else's record for two of them.
/products/[code]        | /products/NW-001              | 200    200     200    200      200   200       200    403    403      307  | Chai
/products/[code]        | /products/NW-003              | 200    200     200    200      200   404       404    403    403      307  | Aniseed Syrup
/products/[code]        | /products/NW-999              | 404    404     404    404      404   404       404    403    403      307  | -
/products/[code]/edit   | /products/NW-001/edit         | 403    403     200    403      200   403       200    403    403      307  | Chai
/products/[code]/edit   | /products/NW-003/edit         | 403    403     200    403      200   403       404    403    403      307  | Aniseed Syrup
/products/[code]/edit   | /products/NW-999/edit         | 403    403     404    403      404   403       404    403    403      307  | -
/products/[code]/history| /products/NW-001/history      | 200    200     200    200      200   200       200    403    403      307  | Chai
/products/[code]/history| /products/NW-003/history      | 200    200     200    200      200   404       404    403    403      307  | Aniseed Syrup
/products/[code]/history/[version]| /products/NW-003/history/1    | 200    200     200    200      200   404       404    403    403      307  | Aniseed Syrup
/products/[code]/history/[version]| /products/NW-003/history/999  | 404    404     404    404      404   404       404    403    403      307  | -
/products/new           | /products/new                 | 403    403     200    403      200   403       200    403    403      307  | -
/products/groups        | /products/groups              | 200    200     200    200      200   403       403    403    403      307  | Confections
/products/groups/new    | /products/groups/new          | 403    403     200    403      200   403       403    403    403      307  | -
/products/groups/[group]/edit| /products/groups/CONFECTIONS/edit| 403    403     200    403      200   403       403    403    403      307  | sweet breads
/products/groups/[group]/edit| /products/groups/NO-SUCH/edit | 403    403     404    403      404   403       403    403    403      307  | -
/products/import        | /products/import              | 403    403     200    403      200   403       200    403    403      307  | -
# Somebody's own import is there for nobody else, whatever their rights (e2e/products/import.spec.ts opens one's own).
/products/import/[id]   | /products/import/{import}     | 403    403     404    403      404   403       404    403    403      307  | Matrix secret
/products/[code]/segments | /products/NW-001/segments   | 403    403     200    403      200   403       403    403    403      307  | Chai
/products/[code]/segments | /products/NW-003/segments   | 403    403     200    403      200   403       404    403    403      307  | Aniseed Syrup
# Segments are in no product group, so that who is held to one sees none.
/segments               | /segments                     | 200    200     200    200      200   403       403    403    403      307  | Mashing
/segments/[code]        | /segments/BREW-MASH           | 200    200     200    200      200   403       403    403    403      307  | Mashing
/segments/[code]        | /segments/NO-SUCH             | 404    404     404    404      404   403       403    403    403      307  | -
/segments/[code]/edit   | /segments/BREW-MASH/edit      | 403    403     200    403      200   403       403    403    403      307  | Mashing
/segments/[code]/edit   | /segments/NO-SUCH/edit        | 403    403     404    403      404   403       403    403    403      307  | -
/segments/new           | /segments/new                 | 403    403     200    403      200   403       403    403    403      307  | -
/segments/import        | /segments/import              | 403    403     200    403      200   403       403    403    403      307  | -
/segments/compare       | /segments/compare?a=NW-034&b=NW-035 | 200    200     200    200      200   403       403    403    403      307  | Sasquatch Ale
/segments/compare       | /segments/compare?a=NW-034&b=NO-SUCH | 404    404     404    404      404   403       403    403    403      307  | -
/kb                     | /kb                           | 200    200     200    200      200   403       403    403    403      307  | {spaceName}
/kb/changes             | /kb/changes                   | 200    200     200    200      200   403       403    403    403      307  | -
/kb/[space]             | /kb/{space}                   | 200    200     200    200      200   403       403    403    403      307  | {spaceName}
/kb/[space]             | /kb/no-such-space             | 404    404     404    404      404   403       403    403    403      307  | -
/kb/[space]/[database]  | /kb/{space}/{database}        | 200    200     200    200      200   403       403    403    403      307  | {databaseName}
/kb/[space]/[database]/[entity] | /kb/{space}/{database}/{entity} | 200    200     200    200      200   403       403    403    403      307  | {entityName}
/kb/[space]/[database]/[entity] | /kb/{space}/{database}/999999 | 404    404     404    404      404   403       403    403    403      307  | -
/analytics              | /analytics                    | 403    200     403    403      200   403       403    403    403      307  | Total revenue
/analytics/[query]      | /analytics/total-revenue      | 403    200     403    403      200   403       403    403    403      307  | 1,265,793.04
/analytics/[query]      | /analytics/no-such            | 403    404     403    403      404   403       403    403    403      307  | -
# Only with the whole right: it reaches every row.
/analytics/sql          | /analytics/sql                | 403    200     403    403      200   403       403    403    403      307  | order_details
/dashboards             | /dashboards                   | 200    200     200    200      200   403       403    403    403      307  | -
# Of no product group, as the list of them; without a Superset its page says so.
/dashboards/[slug]      | /dashboards/{dashboard}       | 200    200     200    200      200   403       403    403    403      307  | Dashboard of the matrix
/dashboards/[slug]      | /dashboards/no-such           | 404    404     404    404      404   403       403    403    403      307  | -
/admin/users            | /admin/users?search=Placeholder     | 403    403     403    403      200   403       403    403    403      307  | {personName}
/admin/users/[id]       | /admin/users/{person}         | 403    403     403    403      200   403       403    403    403      307  | {personName}
/admin/roles            | /admin/roles                  | 403    403     403    403      200   403       403    403    403      307  | pergola-beverages
/admin/roles/new        | /admin/roles/new              | 403    403     403    403      200   403       403    403    403      307  | -
/admin/roles/[key]      | /admin/roles/{role}           | 403    403     403    403      200   403       403    403    403      307  | {roleName}
/admin/roles/[key]/edit | /admin/roles/{role}/edit      | 403    403     403    403      200   403       403    403    403      307  | {roleName}
/admin/audit            | /admin/audit                  | 403    403     403    403      200   403       403    403    403      307  | -
/admin/workflows        | /admin/workflows              | 403    403     403    200      200   403       403    403    403      307  | -
/admin/workflows/[run]  | /admin/workflows/{run}        | 403    403     403    200      200   403       403    403    403      307  | Compare and publish
/admin/sync             | /admin/sync                   | 403    403     403    200      200   403       403    403    403      307  | Process segments of the handbook
/admin/dashboards       | /admin/dashboards             | 403    403     403    403      200   403       403    403    403      307  | Found by the matrix
/admin/dashboards/[id]  | /admin/dashboards/{found}     | 403    403     403    403      200   403       403    403    403      307  | Found by the matrix
/admin/dashboards/[id]  | /admin/dashboards/no-such     | 403    403     403    403      404   403       403    403    403      307  | -
/admin/analytics        | /admin/analytics              | 403    403     403    200      200   403       403    403    403      307  | Served without one
/admin/connections      | /admin/connections            | 403    403     403    200      200   403       403    403    403      307  | DuckDB
/[...address]           | /no-such-page                 | 404    404     404    404      404   404       404    404    403      307  | -
/signed-out             | /signed-out                   | 200    200     200    200      200   200       200    200    200      200  | -
/sign-in-failed         | /sign-in-failed               | 200    200     200    200      200   200       200    200    200      200  | -
`

const HANDLERS = `
route                   | path                          | viewer analyst editor operator admin beverages brewer nobody disabled none | shown
/analytics/[query]/csv  | /analytics/total-revenue/csv  | 403    200     403    403      200   403       403    403    403      401  | 1265793.04
/analytics/[query]/csv  | /analytics/no-such/csv        | 403    404     403    403      404   403       403    403    403      401  | -
/analytics/[query]/export/[format] | /analytics/total-revenue/export/csv | 403    200     403    403      200   403       403    403    403      401  | 1265793.04
/analytics/[query]/export/[format] | /analytics/total-revenue/export/json | 403    200     403    403      200   403       403    403    403      401  | 1265793.04
/analytics/[query]/export/[format] | /analytics/total-revenue/export/xlsx | 403    200     403    403      200   403       403    403    403      401  | -
/analytics/[query]/export/[format] | /analytics/total-revenue/export/parquet | 403    200     403    403      200   403       403    403    403      401  | -
/analytics/[query]/export/[format] | /analytics/total-revenue/export/arrow | 403    200     403    403      200   403       403    403    403      401  | -
/analytics/[query]/export/[format] | /analytics/total-revenue/export/exe | 403    404     403    403      404   403       403    403    403      401  | -
/analytics/[query]/export/[format] | /analytics/no-such/export/json | 403    404     403    403      404   403       403    403    403      401  | -
/segments/export        | /segments/export              | 200    200     200    200      200   403       403    403    403      401  | Mashing
/segments/codes.json    | /segments/codes.json?q=mash   | 200    200     200    200      200   403       403    403    403      401  | Mashing
/admin/audit/export     | /admin/audit/export           | 403    403     403    403      200   403       403    403    403      401  | demo
# A product of another group is in nobody's file who may not read it: the last test of the matrix looks for one.
/products/export.csv    | /products/export.csv          | 200    200     200    200      200   200       200    403    403      401  | Chai
/products/export.csv    | /products/export.csv?q=aniseed | 200    200     200    200      200   200       200    403    403      401  | -
/products/export.json   | /products/export.json         | 200    200     200    200      200   200       200    403    403      401  | Chai
/products/export.xlsx   | /products/export.xlsx         | 200    200     200    200      200   200       200    403    403      401  | -
/products/tags.json     | /products/tags.json           | 200    200     200    200      200   200       200    403    403      401  | -
/analytics/sql/csv      | POST /analytics/sql/csv       | 403    422     403    403      422   403       403    403    403      401  | -
/analytics/sql/stop     | POST /analytics/sql/stop      | 403    200     403    403      200   403       403    403    403      401  | -
/products/import/file   | POST /products/import/file    | 403    403     422    403      422   403       422    403    403      401  | -
/products/import/[id]/skipped.csv | /products/import/{import}/skipped.csv | 403    403     404    403      404   403       404    403    403      401  | Matrix secret
# A form’s file, which these requests do not have: those who may send one are told so.
/products/[code]/files  | POST /products/NW-001/files   | 403    403     422    403      422   403       422    403    403      401  | -
/products/[code]/files  | POST /products/NW-003/files   | 403    403     422    403      422   403       404    403    403      401  | -
/products/[code]/files/[file]| /products/NW-003/files/{file} | 200    200     200    200      200   404       404    403    403      401  | Aniseed Syrup, as a file
/products/[code]/files/[file]| /products/NW-001/files/{file} | 404    404     404    404      404   404       404    403    403      401  | -
# No token without a Superset: 409 for those who would get one.
/api/dashboards/[slug]/guest-token | POST /api/dashboards/{dashboard}/guest-token | 409 409 409 409 409 403 403 403 403 401  | -
/api/dashboards/[slug]/guest-token | POST /api/dashboards/no-such/guest-token | 404 404 404 404 404 403 403 403 403 401  | -
/api/dashboards/[slug]/state | /api/dashboards/{dashboard}/state | 200 200 200 200 200 403 403 403 403 401  | not-configured
/api/dashboards/[slug]/state | /api/dashboards/no-such/state | 404 404 404 404 404 403 403 403 403 401  | -
/notices/unread         | /notices/unread               | 200    200     200    200      200   200       200    200    403      401  | -
/search/suggest         | /search/suggest?q=aniseed     | 200    200     200    200      200   200       200    200    403      401  | -
/api/[...address]       | /api/no-such                  | 404    404     404    404      404   404       404    404    404      404  | -
/api/health/live        | /api/health/live              | 200    200     200    200      200   200       200    200    200      200  | -
/api/health/ready       | /api/health/ready             | 200    200     200    200      200   200       200    200    200      200  | -
# Without its secret, which this house has not, there is no such address: not even for an administrator.
/api/webhooks/fibery    | POST /api/webhooks/fibery?secret=x | 404    404     404    404      404   404       404    404    404      404  | -
# A browser sends these by itself, for people who have not signed in too.
/api/csp-report         | POST /api/csp-report          | 204    204     204    204      204   204       204    204    204      204  | -
`

export type RouteRow = {
  /** As the folders of `app/` name it. */
  route: string
  path: string
  method: 'GET' | 'POST'
  expected: Record<Who, string>
  shown: string | undefined
}

function toRow([route = '', address = '', expected = '', shown = '']: string[]): RouteRow {
  const isPost = address.startsWith('POST ')
  return {
    route,
    path: isPost ? address.slice('POST '.length) : address,
    method: isPost ? 'POST' : 'GET',
    expected: byPerson(expected),
    shown: shown === '-' ? undefined : shown,
  }
}

export const PAGE_ROWS: readonly RouteRow[] = readTable(PAGES).map(toRow)
export const HANDLER_ROWS: readonly RouteRow[] = readTable(HANDLERS).map(toRow)
