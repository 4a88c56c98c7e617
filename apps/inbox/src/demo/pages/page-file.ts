import { readFile } from 'node:fs/promises'
import type { Said } from './say.ts'

const types: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
}

/** A file of a page's folder, by a name that leads nowhere else. */
export async function readPageFile(folder: URL, name: string): Promise<Said> {
  const [, extension = ''] = /^[a-z-]+\.([a-z]+)$/.exec(name) ?? []
  const type = types[extension]
  if (type === undefined) return { status: 404, text: 'There is no such file.' }
  const bytes = await readFile(new URL(name, folder)).catch(() => null)
  if (bytes === null) return { status: 404, text: 'There is no such file.' }
  return { status: 200, bytes, headers: { 'content-type': `${type}; charset=utf-8` } }
}
