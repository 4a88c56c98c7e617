import type { Attachment } from '@cordboard/api-contract/messages'
import { ApiError } from './error.ts'
import { apiUrl } from './prefix.ts'

/** Sends one file. `onProgress` hears the part sent, 0 to 1. XMLHttpRequest, because fetch tells nothing while it sends. */
export function uploadFile(
  file: File,
  options: { onProgress: (part: number) => void; signal: AbortSignal },
): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    form.append('file', file, file.name)
    request.open('POST', apiUrl('/uploads'))
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      options.onProgress(total === 0 ? 0 : loaded / total),
    )
    request.addEventListener('load', () => {
      if (request.status === 201) resolve(request.response as Attachment)
      else reject(ApiError.from(request.status, request.response))
    })
    request.addEventListener('error', () => reject(new TypeError('The upload did not get through.')))
    request.addEventListener('abort', () => reject(new DOMException('The upload was taken back.', 'AbortError')))
    options.signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}
