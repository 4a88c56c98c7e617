/** Pictures and films of a post or message: named now, fetched later with the account's own sign-in. */
import { safeFileName } from '@cordboard/core/file-name'
import type { RemoteAttachment } from '@cordboard/core/message'
import { detailOf } from '@cordboard/core/sentence'
import type { XMedia } from './raw.ts'
import { say } from './sentences.ts'

const mediaTypes: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
}
const extensions: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'video/mp4': 'mp4' }

export function remoteFiles(keys: readonly string[], known: readonly XMedia[] = []): RemoteAttachment[] {
  return keys.map((key) => remoteFile(key, known.find((media) => media.media_key === key) ?? null))
}

function remoteFile(key: string, media: XMedia | null): RemoteAttachment {
  const url = media === null ? null : addressOf(media)
  const usual = media?.type === 'photo' ? 'image/jpeg' : 'video/mp4'
  const mediaType = (url === null ? undefined : mediaTypes[extensionOf(url)]) ?? usual
  const extension = (url !== null && mediaTypes[extensionOf(url)] && extensionOf(url)) || extensions[mediaType]
  const file = { fileName: safeFileName(`${media?.type ?? 'file'}-${key}.${extension}`), mediaType, size: null }
  if (url !== null) return { ...file, ref: { url } }
  return { ...file, ref: null, refused: detailOf(say('file_without_address')) }
}

/** Of a film the best version that is one file. */
function addressOf({ url, variants = [] }: XMedia): string | null {
  const [best] = variants
    .filter(({ content_type: type = '' }) => type === 'video/mp4')
    .toSorted((a, b) => rateOf(b) - rateOf(a))
  const found = best?.url ?? url
  return found !== undefined && URL.canParse(found) ? found : null
}

function rateOf({ bit_rate: listed, bitrate: announced }: { bit_rate?: number; bitrate?: number }): number {
  return listed ?? announced ?? 0
}

function extensionOf(url: string): string {
  const { pathname, searchParams } = new URL(url)
  return searchParams.get('format') ?? /\.([a-z0-9]{1,4})$/i.exec(pathname)?.[1]?.toLowerCase() ?? ''
}
