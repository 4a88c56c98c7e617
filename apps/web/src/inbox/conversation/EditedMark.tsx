import { lazy, Suspense, useId, useState } from 'react'
import { exactTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { tip } from '../../ui/tip.ts'

const FormerWords = lazy(async () => ({ default: (await import('./FormerWords.tsx')).FormerWords }))

/** Says that a message was edited, and on demand what it said before. */
export function EditedMark({ id, editedAt }: { id: string; editedAt: string }) {
  const t = useT()
  const region = useId()
  const [open, setOpen] = useState(false)
  return (
    <>
      <LinkButton
        aria-expanded={open}
        aria-controls={region}
        {...tip(exactTime(editedAt))}
        onClick={() => setOpen(!open)}
      >
        {t('message.edited')}
      </LinkButton>
      <div id={region} className="w-full empty:hidden">
        {open && (
          <Suspense>
            <FormerWords id={id} editedAt={editedAt} />
          </Suspense>
        )}
      </div>
    </>
  )
}
