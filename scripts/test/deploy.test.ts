import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../apps/inbox/src/config.ts'
import { deskServices, interpolate, readCompose, root } from './compose.ts'

const read = (path: string) => readFile(join(root, path), 'utf8')

const filledIn = {
  POSTGRES_PASSWORD: 'f00dfeed',
  SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  PUBLIC_URL: 'https://desk.example.com',
}

test('compose runs every role, each from the same image', async () => {
  const compose = await readCompose()
  const roles = deskServices(compose).map(([name, { command }]) => [name, command])
  expect(Object.fromEntries(roles)).toEqual({
    api: ['--role', 'api'],
    listener: ['--role', 'listener'],
    worker: ['--role', 'worker'],
  })
})

test('what compose passes to the desk is a configuration the desk takes', async () => {
  for (const [, service] of deskServices(await readCompose())) {
    const environment = Object.fromEntries(
      Object.entries(service.environment ?? {}).map(([name, value]) => [name, interpolate(value, filledIn)]),
    )
    const config = readConfig(environment)
    expect(config.databaseUrl).toBe('postgres://cordboard:f00dfeed@postgres:5432/cordboard')
    expect(config.redisUrl).toBe('redis://redis:6379')
    expect(config.secretKey).toBe(filledIn.SECRET_KEY)
  }
})

test('every setting compose passes is one the desk reads', async () => {
  const config = await read('apps/inbox/src/config.ts')
  for (const [, { environment }] of deskServices(await readCompose())) {
    for (const name of Object.keys(environment ?? {})) expect(config).toContain(`${name}:`)
  }
})

test('every name in .env.example is used, and what must be filled in is there', async () => {
  const compose = await read('docker-compose.yml')
  const names = [...(await read('.env.example')).matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name)
  for (const name of names) expect(compose).toContain(`\${${name}`)
  const needed = [...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name)
  expect(names).toEqual(expect.arrayContaining(needed))
})

test('what the services name exists: volumes, other services, the health route, the port', async () => {
  const { services, volumes } = await readCompose()
  for (const service of Object.values(services)) {
    for (const volume of service.volumes ?? []) expect(volumes).toHaveProperty(volume.split(':')[0] ?? '')
    for (const other of Object.keys(service.depends_on ?? {})) expect(services[other]?.healthcheck).toBeDefined()
  }
  const port = /\bPORT=(\d+)/.exec(await read('Dockerfile'))?.[1]
  expect(services['api']?.ports?.[0]).toMatch(new RegExp(`:${port}$`))
  expect(services['api']?.healthcheck?.test.at(-1)).toContain(`http://127.0.0.1:${port}/healthz`)
})

test('the queue store never evicts and survives a restart', async () => {
  const { services } = await readCompose()
  expect(services['redis']?.command?.join(' ')).toMatch(/--appendonly yes .*--maxmemory-policy noeviction/)
})

test('the image is built with the versions the repository pins, and runs as nobody special', async () => {
  const dockerfile = await read('Dockerfile')
  const { packageManager, devDependencies } = JSON.parse(await read('package.json'))
  expect(dockerfile.match(/^FROM node:\S+/gm)).toEqual(Array(2).fill(`FROM node:${devDependencies.node}-bookworm-slim`))
  expect(dockerfile).toContain(`npm install --global ${packageManager} turbo@${devDependencies.turbo}`)
  expect(dockerfile.lastIndexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('FROM '))
})

test('every file of the repository that the image names is there', async () => {
  const dockerfile = await read('Dockerfile')
  const named = dockerfile.match(/\b(?:apps|packages)\/[\w./-]+\w|tsconfig\S+\.json/g) ?? []
  const made = ['apps/web/dist']
  expect(named).toContain('apps/inbox/src/main.ts')
  expect(named.filter((path) => !made.includes(path) && !existsSync(join(root, path)))).toEqual([])
})
