import { Paperclip, SendHorizontal } from 'lucide-react'
import { useRef } from 'react'
import { keysOf } from '../../commands/commands.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { tip } from '../../ui/tip.ts'

type ComposerFootProps = {
  isNote: boolean
  counter: { length: number; max: number } | null
  disabled: boolean
  isUploading: boolean
  onFiles: (files: File[]) => void
  onSend: () => void
}

/** Files in, the message out. */
export function ComposerFoot({ isNote, counter, disabled, isUploading, onFiles, onSend }: ComposerFootProps) {
  const t = useT()
  const picker = useRef<HTMLInputElement>(null)
  const words = t(isNote ? 'composer.addNote' : 'command.send')
  return (
    <div className="flex items-center gap-1 px-2 pb-2">
      <IconButton label={t('attachments.add')} onClick={() => picker.current?.click()}>
        <Paperclip size={16} />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      {counter && <Counter {...counter} />}
      <span className="flex-1" />
      <Button
        look="primary"
        disabled={disabled}
        onClick={onSend}
        {...tip(isUploading ? t('composer.uploading') : words, keysOf('send'))}
      >
        {words}
        <span className="max-rail:hidden pointer-coarse:hidden [&_kbd]:border-on-accent/40 [&_kbd]:bg-transparent [&_kbd]:text-on-accent">
          <Keys keys="mod+enter" />
        </span>
        <SendHorizontal size={16} aria-hidden="true" className="rail:hidden" />
      </Button>
    </div>
  )
}

/** Only near the limit. */
function Counter({ length, max }: { length: number; max: number }) {
  if (length < max * 0.85) return null
  return (
    <span
      className={`text-xs tabular-nums ${length > max ? 'font-medium text-danger' : 'text-fg-muted'}`}
    >{`${length} / ${max}`}</span>
  )
}
