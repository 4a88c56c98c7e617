const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  pdf: 'application/pdf',
  txt: 'text/plain',
}

/** What Telegram would know of a file that came with a name only. */
export function mediaTypeOf(fileName: string): string {
  return types[fileName.toLowerCase().split('.').at(-1) ?? ''] ?? 'application/octet-stream'
}
