import { fetchRemoteImage, isSigned } from '../../messages/remote-image.ts'
import { fileResponse } from '../file-response.ts'
import type { Handler } from '../guard.ts'
import { notFound } from '../refusal.ts'

/** `GET /remote-images?url=…&signature=…`: addresses come from message frames only. */
export const getRemoteImage: Handler = async ({ desk, request }) => {
  const query = new URL(request.url).searchParams
  const url = query.get('url') ?? ''
  if (!isSigned(url, query.get('signature') ?? '', desk.cookieSecret)) throw notFound('picture')
  const { mediaType, content } = await fetchRemoteImage(url, { ...desk, signal: request.signal })
  return fileResponse({ fileName: 'picture', mediaType, size: content.length, content }, { inline: true })
}
