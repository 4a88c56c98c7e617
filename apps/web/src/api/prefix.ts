/** Where the API lies. Not imported from the contract, which would bring its schemas into the browser. */
export const apiPrefix = '/api/v1'

/** The address of a file the API names below its own prefix. */
export function apiUrl(path: string): string {
  return path.startsWith(apiPrefix) ? path : `${apiPrefix}${path}`
}
