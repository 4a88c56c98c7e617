import type { Message } from '@cordboard/api-contract/messages'
import { useEffect, useRef, useState } from 'react'
import { apiUrl } from '../../api/prefix.ts'
import { onKey } from '../../commands/keyboard.ts'
import { useT } from '../../i18n/translate.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'

const cappedPx = 3_000
const beforeLoadedPx = 96

/**
 * A mail's HTML, in a frame that can neither run nor load anything: its own address brings its own policy. The page reads the frame's
 * height, which needs `allow-same-origin`; without `allow-scripts` nothing inside can use that.
 */
export function MailFrame({ body, frameUrl, name }: { body: Message['body']; frameUrl: string; name: string }) {
  const t = useT()
  const [full, setFull] = useState(false)
  const [uncapped, setUncapped] = useState(false)
  const [pictures, setPictures] = useState(false)
  const [height, setHeight] = useState(beforeLoadedPx)
  const frame = useRef<HTMLIFrameElement>(null)
  const stopWatching = useRef<(() => void) | null>(null)
  useEffect(() => () => stopWatching.current?.(), [])

  function onLoad(): void {
    stopWatching.current?.()
    const page = frame.current?.contentDocument?.documentElement
    if (!page) return
    const measure = () => setHeight(Math.max(24, Math.ceil(page.getBoundingClientRect().height)))
    const observer = new ResizeObserver(measure)
    observer.observe(page)
    // A click into a mail must not turn the keyboard off.
    page.ownerDocument.addEventListener('keydown', onKey)
    stopWatching.current = () => observer.disconnect()
    measure()
  }

  const tooTall = height > cappedPx && !uncapped
  return (
    <>
      <div className="px-3 py-2">
        <iframe
          ref={frame}
          title={t('message.by', { name })}
          src={frameAddress(frameUrl, { full, pictures })}
          sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          loading="lazy"
          onLoad={onLoad}
          style={{ height: tooTall ? cappedPx : height }}
          className="block w-full"
        />
      </div>
      {(tooTall || body.hasFold || (body.hasRemoteImages && !pictures)) && (
        <div className="flex flex-wrap items-center gap-x-4 border-t border-line bg-subtle px-3 py-1 text-xs text-fg-muted">
          {tooTall && <LinkButton onClick={() => setUncapped(true)}>{t('message.showFull')}</LinkButton>}
          {body.hasFold && (
            <LinkButton aria-expanded={full} onClick={() => setFull(!full)}>
              {t(full ? 'message.hideTrimmed' : 'message.showTrimmed')}
            </LinkButton>
          )}
          {body.hasRemoteImages && !pictures && (
            <span className="flex flex-wrap items-center gap-x-2">
              {t('message.remoteImages')}
              <LinkButton onClick={() => setPictures(true)}>{t('message.showImages')}</LinkButton>
            </span>
          )}
        </div>
      )}
    </>
  )
}

function frameAddress(frameUrl: string, { full, pictures }: { full: boolean; pictures: boolean }): string {
  const query = new URLSearchParams([...(full ? [['full', '1']] : []), ...(pictures ? [['images', '1']] : [])])
  return query.size === 0 ? apiUrl(frameUrl) : `${apiUrl(frameUrl)}${frameUrl.includes('?') ? '&' : '?'}${query}`
}
