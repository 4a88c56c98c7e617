import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const web = join(root, 'apps/web')
/** Beside the pages, not among them, so that a half-made build never looks finished. */
const stamp = join(web, 'dist/.built-from')

/** Everything that ends up in the pages. */
const sources = [
  'apps/web/*.{ts,json,html}',
  'apps/web/{src,public}/**/*',
  'packages/{api-contract,core}/src/**/*',
  'packages/{api-contract,core}/package.json',
  'pnpm-lock.yaml',
]

/**
 * Builds the web pages unless they were built from exactly these sources. `progress` is called once, and only when
 * there is something to do. Throws with what the builder said.
 */
export async function buildWeb(progress: (line: string) => void): Promise<void> {
  const hash = await hashSources()
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return
  progress('Building the web pages (only after their sources changed) …')
  await runVite()
  await writeFile(stamp, hash)
}

async function hashSources(): Promise<string> {
  const files: string[] = []
  for (const pattern of sources) {
    for await (const entry of glob(pattern, { cwd: root, withFileTypes: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name))
    }
  }
  const hash = createHash('sha256')
  for (const file of files.sort()) hash.update(file.slice(root.length)).update(await readFile(file))
  return hash.digest('hex')
}

/** In a process of its own, so that the builder's memory is not the desk's. */
async function runVite(): Promise<void> {
  const vite = join(dirname(createRequire(join(web, 'package.json')).resolve('vite/package.json')), 'bin/vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: web })
  const said: string[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The web pages could not be built:\n${said.join('')}`)
}
