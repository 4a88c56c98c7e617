import type { Channel } from '@cordboard/api-contract/channels'
import { formOf } from '../../channels/channels.ts'
import { useT } from '../../i18n/translate.ts'

/** Which kind of line to connect. A channel without a form here is connected through the API, and says so. */
export function ChannelChoice({
  channels,
  onChoose,
}: {
  channels: readonly Channel[]
  onChoose: (id: string) => void
}) {
  const t = useT()
  return (
    <ul className="grid gap-3 rail:grid-cols-2">
      {channels.map(({ id, label }) => {
        const isOffered = formOf(id) !== undefined
        return (
          <li key={id}>
            <button
              type="button"
              disabled={!isOffered}
              onClick={() => onChoose(id)}
              className="flex w-full items-start gap-3 rounded-lg border border-line-strong/60 p-4 text-left enabled:hover:bg-hover disabled:text-fg-muted"
            >
              <span className="icon-mask mt-0.5 size-5" data-channel={id} aria-hidden="true" />
              <span>
                <span className="block font-medium">{isOffered ? t(`connect.channel.${id}`) : label}</span>
                {!isOffered && <span className="text-sm">{t('connect.onlyByApi')}</span>}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
