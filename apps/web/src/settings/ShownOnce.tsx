import { Copy } from 'lucide-react'
import { useId } from 'react'
import { useT } from '../i18n/translate.ts'
import { copyText } from '../inbox/conversation/copy-text.ts'
import { Button } from '../ui/Button.tsx'

/** A secret that the server will not tell again: to be copied now. */
export function ShownOnce({ label, secret }: { label: string; secret: string }) {
  const t = useT()
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          value={secret}
          onFocus={(event) => event.target.select()}
          className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-subtle px-2.5 font-mono text-sm pointer-coarse:h-11"
        />
        <Button look="primary" icon={<Copy size={16} aria-hidden="true" />} onClick={() => void copyText(secret, t)}>
          {t('settings.copy')}
        </Button>
      </div>
    </div>
  )
}
