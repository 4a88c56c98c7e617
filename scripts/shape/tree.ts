import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export type SourceFile = {
  /** From the root, with forward slashes. */
  path: string
  text: string
  /** The text with comments blanked out, line for line. */
  code: string
  /** Tests and what only tests use. */
  isTest: boolean
}

/** What the rules look at: every TypeScript file and every page of prose with its text, and the paths of everything else. */
export type Tree = { root: string; sources: SourceFile[]; pages: Page[]; paths: ReadonlySet<string> }

export type Page = { path: string; text: string }

const SKIPPED = /(^|\/)(node_modules|dist|data|fixtures|coverage|\.turbo|\.git)$/

export async function readTree(root: string): Promise<Tree> {
  const paths: string[] = []
  for (const pattern of ['{packages,apps}/**/*', 'bench/**/*', 'scripts/**/*']) {
    const exclude = (path: string) => SKIPPED.test(path)
    for await (const path of glob(pattern, { cwd: root, exclude })) paths.push(path.replaceAll('\\', '/'))
  }
  const sources = await Promise.all(paths.filter((path) => /\.tsx?$/.test(path)).map((path) => readSource(root, path)))
  const pages = await Promise.all(
    [...paths, ...(await rootPages(root))]
      .filter((path) => path.endsWith('.md'))
      .map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
  )
  return { root, sources, pages, paths: new Set(paths) }
}

async function rootPages(root: string): Promise<string[]> {
  const pages: string[] = []
  for await (const path of glob('{*,docs/*}.md', { cwd: root })) pages.push(path.replaceAll('\\', '/'))
  return pages
}

async function readSource(root: string, path: string): Promise<SourceFile> {
  const text = await readFile(join(root, path), 'utf8')
  const isTest = /(^|\/)test\//.test(path) || /\.test\.tsx?$/.test(path) || path.startsWith('packages/channel-testkit/')
  return { path, text, code: withoutComments(text), isTest }
}

/** Good enough for searching: a comment sign inside a string is only taken for one when blanks surround it. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/(^|\s)\/\/.*$/gm, '$1')
}
