import { Copy } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useT } from '../../i18n/translate.ts'
import { copyText } from '../../inbox/conversation/copy-text.ts'
import { Button } from '../../ui/Button.tsx'

const QrCode = lazy(async () => ({ default: (await import('./QrCode.tsx')).QrCode }))

/** The address customers open to write to this account, to copy or to hold a phone's camera on. */
export function ContactLink({ url }: { url: string }) {
  const t = useT()
  return (
    <section aria-labelledby="contact-link" className="flex flex-wrap items-start gap-4 rounded-lg border p-4">
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <h2 id="contact-link" className="text-base font-medium">
          {t('contactLink.title')}
        </h2>
        <p className="max-w-prose text-sm text-fg-muted">{t('contactLink.words')}</p>
        <a
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          translate="no"
          className="wrap-anywhere text-sm text-accent-text underline underline-offset-2"
        >
          {url}
        </a>
        <div>
          <Button icon={<Copy size={15} aria-hidden="true" />} onClick={() => void copyText(url, t)}>
            {t('contactLink.copy')}
          </Button>
        </div>
      </div>
      <Suspense>
        <QrCode text={url} label={t('contactLink.code')} />
      </Suspense>
    </section>
  )
}
