/** What an operation answers in place of throwing, when whoever asked can do something about it. */
export type Refused = {
  ok: false
  code: string
  /** One sentence a person can act on. */
  message: string
  /** The input it is about. */
  field?: string
}

export function refused(code: string, message: string, field?: string): Refused {
  return { ok: false, code, message, ...(field === undefined ? {} : { field }) }
}
