import { useLingui } from '@lingui/react'

/** Gives the words of a message id, with `values` put in. An unknown id comes back as it is. */
export type Translate = (id: string, values?: Record<string, unknown>) => string

/** The words of the current language; re-renders when the language changes. */
export function useT(): Translate {
  return useLingui()._
}
