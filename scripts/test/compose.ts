import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'

export const root = join(import.meta.dirname, '../..')

export type Service = {
  image: string
  command?: string[]
  environment?: Record<string, string>
  volumes?: string[]
  ports?: string[]
  depends_on?: Record<string, unknown>
  healthcheck?: { test: string[] }
}

export type Compose = { services: Record<string, Service>; volumes: Record<string, unknown> }

export async function readCompose(): Promise<Compose> {
  return parse(await readFile(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as Compose
}

/** The services that are ours, which are those of the image built here. */
export function deskServices({ services }: Compose): [name: string, service: Service][] {
  return Object.entries(services).filter(([, service]) => service.image === 'cordboard')
}

/** Puts values in the place of `${NAME}`, `${NAME:-default}` and `${NAME:?message}` as compose does; nothing for the rest. */
export function interpolate(text: string, values: Record<string, string>): string {
  return text.replace(
    /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
    (_, name: string, fallback = '') => values[name] || fallback,
  )
}
