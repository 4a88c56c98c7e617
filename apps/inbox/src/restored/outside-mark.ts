/** How far the database was when it was last seen, kept where a backup of the database alone does not reach. */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const markSchema = z.object({ desk: z.string(), beats: z.number().int() })

export type Mark = z.infer<typeof markSchema>

const fileName = 'desk-record.json'

/** `null` where there is none, as in a container without a disk of its own: then only the database itself can tell. */
export async function readMark(dataDir: string): Promise<Mark | null> {
  const text = await readFile(join(dataDir, fileName), 'utf8').catch(() => null)
  if (text === null) return null
  const parsed = markSchema.safeParse(parsedJson(text))
  return parsed.success ? parsed.data : null
}

export async function writeMark(dataDir: string, mark: Mark): Promise<void> {
  const draft = join(dataDir, `${fileName}.${randomBytes(6).toString('hex')}`)
  await mkdir(dataDir, { recursive: true })
  await writeFile(draft, JSON.stringify(mark), { mode: 0o600, flush: true })
  await rename(draft, join(dataDir, fileName))
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
