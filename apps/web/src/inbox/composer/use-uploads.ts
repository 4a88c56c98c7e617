import { planDelivery } from '@cordboard/core/plan-delivery'
import type { Capabilities } from '@cordboard/core/channel/channel'
import { useCallback, useEffect, useRef, useState } from 'react'
import { errorSentence } from '../../api/error.ts'
import { uploadFile } from '../../api/upload.ts'
import { useT } from '../../i18n/translate.ts'
import type { OutboxFile } from '../../outbox/outbox.ts'
import { planWords } from './plan-words.ts'

export type Upload = {
  key: string
  fileName: string
  size: number
  part: number
  failed: string | null
  stop: AbortController
}

type UploadsInput = {
  attached: readonly OutboxFile[]
  capabilities: Capabilities | undefined
  /** What is too much for one message becomes several. */
  divides: boolean
  onUploaded: (file: OutboxFile) => void
}

/** Files on their way to the server. What the channel would refuse is refused here, before a byte is sent. */
export function useUploads({ attached, capabilities, divides, onUploaded }: UploadsInput) {
  const t = useT()
  const [uploads, setUploads] = useState<Upload[]>([])
  const [refusal, setRefusal] = useState<string | null>(null)
  const latest = useRef({ attached, uploads, onUploaded })
  useEffect(() => {
    latest.current = { attached, uploads, onUploaded }
  })
  useEffect(
    () => () => {
      for (const { stop } of latest.current.uploads) stop.abort()
    },
    [],
  )

  const update = useCallback((key: string, changes: Partial<Upload> | null) => {
    setUploads((all) =>
      changes
        ? all.map((one) => (one.key === key ? { ...one, ...changes } : one))
        : all.filter((one) => one.key !== key),
    )
  }, [])

  const add = useCallback(
    (files: readonly File[]) => {
      setRefusal(null)
      const before = [
        ...latest.current.attached,
        ...latest.current.uploads.map(({ fileName, size }) => ({ fileName, size, mediaType: '' })),
      ]
      const wanted = files.map((file) => ({
        fileName: file.name,
        size: file.size,
        mediaType: file.type || 'application/octet-stream',
      }))
      if (capabilities) {
        const plan = planDelivery(
          { text: '', attachments: [...before, ...wanted], copies: 0, lastInboundAt: null, now: new Date(), divides },
          capabilities,
        )
        if (!plan.ok) return setRefusal(planWords(plan, capabilities, t))
      }
      for (const file of files) {
        const upload: Upload = {
          key: crypto.randomUUID(),
          fileName: file.name,
          size: file.size,
          part: 0,
          failed: null,
          stop: new AbortController(),
        }
        setUploads((all) => [...all, upload])
        uploadFile(file, { onProgress: (part) => update(upload.key, { part }), signal: upload.stop.signal }).then(
          ({ id, mediaType, url, size }) => {
            update(upload.key, null)
            latest.current.onUploaded({ id, fileName: file.name, mediaType, size: size ?? file.size, url })
          },
          (error: unknown) =>
            update(upload.key, upload.stop.signal.aborted ? null : { failed: errorSentence(error, t) }),
        )
      }
    },
    [capabilities, divides, t, update],
  )

  const remove = useCallback(
    (upload: Upload) => {
      upload.stop.abort()
      update(upload.key, null)
    },
    [update],
  )

  return { uploads, refusal, add, remove }
}
