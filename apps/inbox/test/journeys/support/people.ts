/** Colleagues, who come as people do: by an invitation's link. */
import type { Role } from '@cordboard/core/roles'
import type { Desk } from './desk.ts'

export type Colleague = { name: string; email: string; password: string }

export async function invite(desk: Desk, name: string, role: Role = 'agent'): Promise<Colleague> {
  const colleague = {
    name,
    email: `${name.toLowerCase().replace(/\W+/g, '.')}@desk.test`,
    password: 'battery staple horse',
  }
  const { url } = await desk.call<{ url: string }>('POST', '/invitations', { role })
  const response = await fetch(`${desk.url}/api/v1/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: desk.url },
    body: JSON.stringify({ token: url.split('/').at(-1), ...colleague }),
  })
  if (!response.ok) throw new Error(`Joining answered ${response.status}: ${await response.text()}`)
  return colleague
}
