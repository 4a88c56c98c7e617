import { useT } from '../../i18n/translate.ts'
import { Banner } from '../../ui/Banner.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'

/** The customer wrote while the reply was written: it waits for the agent's word. */
export function HeldBanner({ onReview, onSendAnyway }: { onReview: () => void; onSendAnyway: () => void }) {
  const t = useT()
  return (
    <div className="mx-auto mb-2 max-w-4xl overflow-hidden rounded-lg border">
      <Banner
        tone="warn"
        alert
        actions={
          <>
            <LinkButton onClick={onReview}>{t('held.review')}</LinkButton>
            <LinkButton onClick={onSendAnyway}>{t('held.sendAnyway')}</LinkButton>
          </>
        }
      >
        {t('held.words')}
      </Banner>
    </div>
  )
}
