/** The pages' own source, parsed: for tests that hold for every file. */
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync } from 'vite'

export type Node = { type: string; start: number; [key: string]: unknown }

const source = join(import.meta.dirname, '../../src')

/** Calls `visit` for every node of every file below `src`. */
export async function walkSource(visit: (node: Node, path: string) => void): Promise<void> {
  for await (const path of glob('**/*.{ts,tsx}', { cwd: source })) {
    const { program, errors } = parseSync(path, await readFile(join(source, path), 'utf8'))
    if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
    walk(program, path, visit)
  }
}

function walk(value: unknown, path: string, visit: (node: Node, path: string) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, path, visit)
  } else if (typeof value === 'object' && value !== null) {
    if ('type' in value && typeof value.type === 'string') visit(value as Node, path)
    for (const inner of Object.values(value)) walk(inner, path, visit)
  }
}
