import { useState } from 'react'
import { useT } from '../../i18n/translate.ts'
import type { Fault, Settings } from '../channel-form.ts'
import { checkProfile } from './check-profile.ts'
import { draftOf, type Field, type ProfileDraft } from './profile-draft.ts'

type FieldProps = {
  value: string
  error: string | undefined
  onChange: (event: { target: { value: string } }) => void
  onBlur: () => void
}

export type ProfileFields = {
  draft: ProfileDraft
  change: (next: Partial<ProfileDraft>) => void
  field: (name: Field) => FieldProps
  faulty: (name: Field) => boolean
  /** From now on every field says what is wrong with it. Resolves to whether none is. */
  finish: () => boolean
}

/** The draft, and which of its fields speak: those left once, and those the server found fault with, until they change. */
export function useProfileDraft(name: string, stored: Settings | null, faults: readonly Fault[]): ProfileFields {
  const t = useT()
  const [draft, setDraft] = useState(() => draftOf(name, stored))
  const [left, setLeft] = useState<ReadonlySet<Field> | 'all'>(new Set())
  const [mended, setMended] = useState<{ of: readonly Fault[]; fields: ReadonlySet<Field> }>({
    of: faults,
    fields: new Set(),
  })
  const mendedNow = mended.of === faults ? mended.fields : new Set<Field>()
  const checks = checkProfile(draft)

  function errorOf(field: Field): string | undefined {
    const found = mendedNow.has(field) ? undefined : faults.find((fault) => fault.field === field)
    if (found) return found.words
    const words = checks[field]
    return words !== undefined && (left === 'all' || left.has(field)) ? t(words) : undefined
  }
  return {
    draft,
    change: (next) => setDraft({ ...draft, ...next }),
    field: (field) => ({
      value: draft.values[field],
      error: errorOf(field),
      onChange: ({ target }) => {
        setDraft({ ...draft, values: { ...draft.values, [field]: target.value } })
        setMended({ of: faults, fields: new Set([...mendedNow, field]) })
      },
      onBlur: () => {
        if (left !== 'all' && draft.values[field] !== '') setLeft(new Set([...left, field]))
      },
    }),
    faulty: (field) => errorOf(field) !== undefined,
    finish: () => {
      setLeft('all')
      return Object.keys(checks).length === 0
    },
  }
}
