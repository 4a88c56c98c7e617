/** The key that everything sealed or signed hangs on: from the environment, or a file made on first start. */
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Config, ConfigError } from './config.ts'

/** 32 bytes. Losing them makes every stored secret unreadable and signs everybody out. */
export async function loadSecretKey(config: Pick<Config, 'secretKey' | 'secretKeyFile'>): Promise<Buffer> {
  if (config.secretKey) return Buffer.from(config.secretKey, 'base64')
  await mkdir(dirname(config.secretKeyFile), { recursive: true })
  await makeOnce(config.secretKeyFile)
  const key = Buffer.from(await readFile(config.secretKeyFile, 'utf8'), 'base64')
  if (key.length !== 32) {
    throw new ConfigError(`SECRET_KEY_FILE ${config.secretKeyFile} does not hold 32 bytes in base64; restore it.`)
  }
  return key
}

/** Written aside and linked into place whole: of several processes starting at once, all read what the first one linked. */
async function makeOnce(file: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true, flag: 'wx' })
  try {
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft)
  }
}
