import type { VerificationStep } from '@cordboard/api-contract/accounts'
import { i18n } from '@lingui/core'
import { Circle, CircleCheck, CircleMinus, CircleX, Copy, type LucideIcon } from 'lucide-react'
import { inWords, translated } from '../../i18n/sentence.ts'
import { type Translate, useT } from '../../i18n/translate.ts'
import { copyText } from '../../inbox/conversation/copy-text.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { shortDuration } from '../relative-time.ts'
import { ServerWords } from '../ServerWords.tsx'
import type { TestRow } from './test-progress.ts'

const icons: Record<Exclude<TestRow['status'], 'running'>, { icon: LucideIcon; tone: string }> = {
  proven: { icon: CircleCheck, tone: 'text-ok' },
  failed: { icon: CircleX, tone: 'text-danger' },
  waiting: { icon: Circle, tone: 'text-fg-faint' },
  not_tried: { icon: CircleMinus, tone: 'text-fg-faint' },
}

/** One step: its mark, its name, how long it took, what was found. */
export function TestStep({ row }: { row: TestRow }) {
  const t = useT()
  const outcome = 'outcome' in row ? row.outcome : null
  const found = outcome?.ok ? foundIn(outcome, t) : null
  return (
    <li className="flex gap-2.5 px-3 py-1.5" data-status={row.status}>
      <StepMark status={row.status} />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline justify-between gap-3">
          <span className={row.status === 'waiting' || row.status === 'not_tried' ? 'text-fg-muted' : ''}>
            {t(`testStep.${row.step}`)}
            <span className="sr-only">{t(`testStatus.${row.status}`)}</span>
          </span>
          {outcome && (
            <span className="shrink-0 text-xs text-fg-faint tabular-nums">
              {shortDuration(outcome.durationMs, i18n.locale)}
            </span>
          )}
        </div>
        {found !== null && <p className="text-sm wrap-anywhere text-fg-muted">{found}</p>}
        {outcome && !outcome.ok && <Failure outcome={outcome} />}
      </div>
    </li>
  )
}

function StepMark({ status }: { status: TestRow['status'] }) {
  if (status === 'running')
    return (
      <span className="mt-0.5 text-accent-text">
        <Spinner />
      </span>
    )
  const { icon: Icon, tone } = icons[status]
  return <Icon size={16} aria-hidden="true" className={`mt-0.5 ${tone}`} />
}

/** What an English reader is told in the server's words others are told only where they are translated: the step's name says the rest. */
function foundIn({ detail, sentence }: VerificationStep, t: Translate): string | null {
  return translated(sentence, t) ?? (i18n.locale === 'en' ? detail : null)
}

function Failure({ outcome }: { outcome: VerificationStep }) {
  const t = useT()
  const words = inWords(outcome.detail, outcome.sentence, t)
  const details = [outcome.direction, outcome.step, words, outcome.technical].filter(Boolean).join(' · ')
  return (
    <div role="alert" className="flex flex-col items-start gap-0.5 text-sm wrap-anywhere text-danger">
      <p>
        <ServerWords words={outcome.detail} sentence={outcome.sentence} own={t(`testAdvice.${outcome.step}`)} />
      </p>
      {outcome.technical !== null && (
        <code lang="en" className="text-xs text-fg-muted">
          {outcome.technical}
        </code>
      )}
      <LinkButton className="text-xs text-fg-muted" onClick={() => void copyText(details, t)}>
        <Copy size={12} aria-hidden="true" />
        {t('test.copyDetails')}
      </LinkButton>
    </div>
  )
}
