import { useState } from 'react'
import { useT } from '../../i18n/translate.ts'
import type { Fault, Settings } from '../channel-form.ts'
import type { Checks } from './check-draft.ts'
import { draftOf, type Field, type MailboxDraft } from './mailbox-draft.ts'

export type DraftFields = {
  draft: MailboxDraft
  change: (next: MailboxDraft) => void
  /** What a field needs to be typed, left and found faulty. */
  field: (path: Field) => {
    value: string
    error: string | undefined
    onChange: (event: { target: { value: string } }) => void
    onBlur: () => void
  }
  /** From now on every field says what is wrong with it. */
  showAll: () => void
  faulty: (path: Field) => boolean
}

/** The draft, and which of its fields speak: those left once, and those the server found fault with, until they change. */
export function useMailboxDraft(
  { name, stored, faults }: { name: string; stored: Settings | null; faults: readonly Fault[] },
  check: (draft: MailboxDraft) => Checks,
): DraftFields {
  const t = useT()
  const [draft, change] = useState(() => draftOf(name, stored))
  const [left, setLeft] = useState<ReadonlySet<Field> | 'all'>(new Set())
  const [mended, setMended] = useState<{ of: readonly Fault[]; fields: ReadonlySet<Field> }>({
    of: faults,
    fields: new Set(),
  })
  const mendedNow = mended.of === faults ? mended.fields : new Set<Field>()

  function errorOf(field: Field): string | undefined {
    const found = mendedNow.has(field) ? undefined : faults.find((fault) => fault.field === field)
    if (found) return found.words
    const words = check(draft)[field]
    return words !== undefined && (left === 'all' || left.has(field)) ? t(words) : undefined
  }
  return {
    draft,
    change,
    field: (path) => ({
      value: draft.values[path],
      error: errorOf(path),
      onChange: ({ target }) => {
        change({ ...draft, values: { ...draft.values, [path]: target.value } })
        setMended({ of: faults, fields: new Set([...mendedNow, path]) })
      },
      onBlur: () => {
        if (left !== 'all' && draft.values[path] !== '') setLeft(new Set([...left, path]))
      },
    }),
    showAll: () => setLeft('all'),
    faulty: (path) => errorOf(path) !== undefined,
  }
}
