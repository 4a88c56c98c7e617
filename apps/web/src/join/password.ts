/** The shortest password the server takes. Length is what helps; nothing else is demanded. */
export const shortestPassword = 10

export function isTooShort(password: string): boolean {
  return password.length < shortestPassword
}
