/** Which files go as pictures, which as files, and which of them together. */
import type { WholeReply } from '@cordboard/core/channel/channel'

export type UploadKind = 'photo' | 'document'
type File = Pick<WholeReply['files'][number], 'mediaType' | 'size'>

/** Bytes Telegram takes of one file, and of one picture. */
export const largestFile = 50_000_000
const largestPhoto = 10_000_000
export const largestAlbum = 10

const photoTypes = new Set(['image/jpeg', 'image/png', 'image/webp'])

export function kindOf({ mediaType, size }: File): UploadKind {
  return photoTypes.has(mediaType) && size <= largestPhoto ? 'photo' : 'document'
}

/** Positions of neighbours of one kind, in the order of the reply. */
export function albumsOf(files: readonly File[]): number[][] {
  const albums: number[][] = []
  for (const [index, file] of files.entries()) {
    const album = albums.at(-1)
    const [first = -1] = album ?? []
    const fits = album && album.length < largestAlbum && files[first] && kindOf(files[first]) === kindOf(file)
    if (fits) album.push(index)
    else albums.push([index])
  }
  return albums
}
