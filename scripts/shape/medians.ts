import type { Tree } from './tree.ts'

/** Prints median, 95th percentile and longest file of each package, tests left out. */
export function printMedians({ sources }: Tree): void {
  const lengths = Map.groupBy(
    sources.filter((file) => !file.isTest),
    ({ path }) =>
      (/^(packages|apps)\//.test(path) ? path.split('/').slice(0, 2) : path.split('/').slice(0, 1)).join('/'),
  )
  for (const [folder, files] of lengths) {
    const sorted = files.map(({ text }) => text.split('\n').length - 1).sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    console.log(`${folder}: ${sorted.length} files, median ${at(0.5)}, p95 ${at(0.95)}, longest ${sorted.at(-1) ?? 0}`)
  }
}
