'use server'

// In the place of lib/products/actions/list.ts, as no-actions.ts: the same forms in the page, nothing behind them.

async function nothing(): Promise<null> {
  return null
}

export async function bulkChangeProductsAction(): Promise<null> {
  return await nothing()
}

export async function undoBulkChangeAction(): Promise<null> {
  return await nothing()
}

export async function saveViewAction(): Promise<null> {
  return await nothing()
}

export async function changeViewAction(): Promise<null> {
  return await nothing()
}

export async function deleteViewAction(): Promise<null> {
  return await nothing()
}

export async function setDefaultViewAction(): Promise<null> {
  return await nothing()
}

export async function saveLookAction(): Promise<null> {
  return await nothing()
}
