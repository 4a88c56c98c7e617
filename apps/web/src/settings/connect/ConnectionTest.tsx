import { errorSentence } from '../../api/error.ts'
import { useT } from '../../i18n/translate.ts'
import { FormError } from '../../sign-in/FormError.tsx'
import { rowsOf, isProven, type Direction, type Test, type TestSteps } from './test-progress.ts'
import { TestStep } from './TestStep.tsx'

const directions: readonly Direction[] = ['receive', 'send']

/** A test as it happens: both directions, step by step. */
export function ConnectionTest({ test, expected }: { test: Test; expected: TestSteps }) {
  const t = useT()
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 rail:grid-cols-2">
        {directions.map((direction) => (
          <section key={direction} aria-label={t(`test.${direction}`)} className="rounded-lg border">
            <p className="rounded-t-lg border-b bg-subtle px-3 py-2 text-sm font-medium">{t(`test.${direction}`)}</p>
            <ol className="flex flex-col py-1">
              {rowsOf(test, direction, expected).map((row) => (
                <TestStep key={row.step} row={row} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      <div aria-live="polite" className="empty:hidden">
        {test.status === 'done' && (
          <p className={`font-medium ${isProven(test) ? 'text-ok' : 'text-danger'}`}>{t(outcomeOf(test))}</p>
        )}
      </div>
      {test.status === 'broken' && (
        <FormError>{test.error === null ? t('test.broken') : errorSentence(test.error, t)}</FormError>
      )}
    </div>
  )
}

function outcomeOf(test: Test): string {
  if (isProven(test)) return 'test.bothProven'
  if (test.result?.receive.ok) return 'test.onlyReceives'
  return test.result?.send.ok ? 'test.onlySends' : 'test.neither'
}
