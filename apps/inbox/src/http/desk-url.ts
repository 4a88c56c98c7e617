/** Where browsers reach the desk: as the operator said, or as this request did. */
export function deskUrl(desk: { publicUrl: string | null }, request: Request): string {
  if (desk.publicUrl !== null) return desk.publicUrl
  const { protocol, host } = new URL(request.url)
  return `${protocol}//${host}`
}

/** Where providers send an admin's browser back to; the operator names it at the provider, byte for byte. */
export function oauthCallback(desk: { publicUrl: string | null }, request: Request): string {
  return `${deskUrl(desk, request)}/oauth/callback`
}

/** The page of the web app that accepts an invitation. */
export function invitationPath(token: string): string {
  return `/join/${token}`
}
