import type { Capabilities } from '@cordboard/core/channel/channel'
import { lengthOf } from '@cordboard/core/text-length'
import { Paperclip, SendHorizontal } from 'lucide-react'
import { useRef, type ComponentProps } from 'react'
import { keysOf } from '../../commands/commands.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { tip } from '../../ui/tip.ts'
import { FileLimits } from './FileLimits.tsx'
import { LengthCounter } from './LengthCounter.tsx'

type ComposerFootProps = {
  isNote: boolean
  /** Anybody will be able to read it. */
  isPublic: boolean
  counter: ComponentProps<typeof LengthCounter> | null
  /** Shown where files go along. */
  fileLimits: Capabilities['attachments']
  disabled: boolean
  isUploading: boolean
  onFiles: (files: File[]) => void
  onSend: () => void
}

/** Files in, the message out. */
export function ComposerFoot(props: ComposerFootProps) {
  const { isNote, isPublic, counter, fileLimits, disabled, isUploading, onFiles, onSend } = props
  const t = useT()
  const picker = useRef<HTMLInputElement>(null)
  const words = t(isNote ? 'composer.addNote' : isPublic ? 'way.publicReply' : 'command.send')
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
      {counter && <LengthCounter {...counter} />}
      <FileLimits limits={fileLimits} />
      <span className="flex-1" />
      <Button
        look={isPublic ? 'danger' : 'primary'}
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

/** As the channel counts. */
export function counterOf(
  text: string,
  { body, divides }: { body: Capabilities['body']; divides: boolean },
): ComponentProps<typeof LengthCounter> {
  return { length: lengthOf(text, body.weights), max: body.maxLength, divides }
}
