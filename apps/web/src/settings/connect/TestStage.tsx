import { useT } from '../../i18n/translate.ts'
import { FormError } from '../../sign-in/FormError.tsx'
import { Button } from '../../ui/Button.tsx'
import { ConnectionTest } from './ConnectionTest.tsx'
import { focusIt } from './focus.ts'
import { isProven, type Test, type TestSteps } from './test-progress.ts'

type TestStageProps = {
  /** Message id of what the test does. */
  intro: string
  test: Test
  expected: TestSteps
  isNew: boolean
  busy: boolean
  /** Why it was not saved. */
  refusal: string | null
  onBack: () => void
  onAgain: () => void
  onSave: () => void
}

/** The last stage: the test and what follows from it. What is not proven is connected only by a second, plainer button. */
export function TestStage({ intro, test, expected, isNew, busy, refusal, onBack, onAgain, onSave }: TestStageProps) {
  const t = useT()
  const proven = isProven(test)
  const ended = test.status === 'done' || test.status === 'broken'
  return (
    <section
      ref={focusIt}
      tabIndex={-1}
      aria-label={t('connect.stageTest')}
      className="flex flex-col gap-4 outline-none"
    >
      <p className="max-w-prose text-fg-muted">{t(intro)}</p>
      <ConnectionTest test={test} expected={expected} />
      {refusal !== null && <FormError>{refusal}</FormError>}
      <div className="flex flex-wrap items-center gap-2">
        {ended && !proven && (
          <Button look="primary" onClick={onBack}>
            {t('test.correct')}
          </Button>
        )}
        {proven && (
          <Button look="primary" disabled={busy} onClick={onSave}>
            {t(isNew ? 'connect.connect' : 'connect.save')}
          </Button>
        )}
        {ended && !proven && <Button onClick={onAgain}>{t('test.again')}</Button>}
        {!(ended && !proven) && (
          <Button look="ghost" onClick={onBack}>
            {t('connect.back')}
          </Button>
        )}
      </div>
      {test.status === 'done' && !proven && (
        <div className="flex flex-col items-start gap-2 rounded-lg border border-warn/40 bg-warn-bg p-3 text-sm">
          <p className="text-warn">{t(isNew ? 'connect.anywayWords' : 'connect.saveAnywayWords')}</p>
          <Button size="sm" disabled={busy} onClick={onSave}>
            {t(isNew ? 'connect.anyway' : 'connect.saveAnyway')}
          </Button>
        </div>
      )}
    </section>
  )
}
