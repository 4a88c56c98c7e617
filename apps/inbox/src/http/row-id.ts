import { type Refusal, invalid, notFound } from './refusal.ts'

const rowId = /^[1-9]\d{0,17}$/

/** Ids are opaque to callers; one that cannot be ours names nothing. */
export function isRowId(id: string): boolean {
  return rowId.test(id)
}

export function rowIdOf(id: string, what: string): string {
  if (!isRowId(id)) throw notFound(what)
  return id
}

/** For ids in queries and bodies, where the request is wrong rather than its address. */
export function rowIdIn(field: string, id: string): string {
  if (!isRowId(id)) throw noSuch(field)
  return id
}

export function noSuch(field: string): Refusal {
  return invalid(field, `${field} names nothing that exists.`)
}
