import type { Right } from './model'

/**
 * What the audit record calls the refusal of a right that was asked for as a whole: the word that stands there when it is
 * done. Operations that are more than their right (a run taken up again, a session ended) give their own.
 */
export const REFUSED_ACTION: Readonly<Record<Right, string>> = {
  'read:product': 'product.read',
  'edit:product': 'product.updated',
  'create:product': 'product.created',
  'read:productGroup': 'productGroup.read',
  'edit:productGroup': 'productGroup.updated',
  'read:segment': 'segment.read',
  'edit:segment': 'segment.updated',
  'read:knowledge': 'knowledge.read',
  'refresh:knowledge': 'knowledge.refreshed',
  'read:query': 'query.read',
  'export:query': 'query.exported',
  'readSql:query': 'query.sqlRead',
  'ask:query': 'statement.asked',
  'load:query': 'table.loaded',
  'read:dashboard': 'dashboard.read',
  'publish:dashboard': 'dashboard.published',
  'read:workflow': 'workflow.read',
  'run:workflow': 'workflow.started',
  'read:dataset': 'dataset.read',
  'read:connection': 'connection.read',
  'check:connection': 'connection.checked',
  'read:user': 'user.read',
  'edit:user': 'user.updated',
  'read:role': 'role.read',
  'edit:role': 'role.updated',
  'grant:role': 'role.given',
  'read:audit': 'audit.read',
  'export:audit': 'audit.exported',
}
