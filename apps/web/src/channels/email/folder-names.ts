/** Folders as one line of text: separated by commas, in quotation marks where a name holds one of those. */

const oneName = /\s*(?:"((?:[^"]|"")*)"|([^,，\n]*))\s*(?:[,，\n]|$)/g

export function foldersOf(typed: string): string[] {
  const names = [...typed.matchAll(oneName)].map(([, quoted, plain = '']) =>
    quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'),
  )
  return [...new Set(names)].filter((name) => name !== '')
}

export function typedFolders(names: readonly string[]): string {
  return names.map((name) => (/[,，"\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(', ')
}
