/** The only reader of the environment. What it returns is complete and checked; nothing else looks at `process.env`. */
import { resolve } from 'node:path'
import { z } from 'zod'

/** A value in the environment that the desk cannot start with. The message is one sentence naming the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export type BlobsConfig =
  | { kind: 'disk'; folder: string }
  | {
      kind: 's3'
      bucket: string
      region: string
      endpoint: string | null
      accessKeyId: string | null
      secretAccessKey: string | null
      forcePathStyle: boolean
    }

export type Config = {
  host: string
  port: number
  /** Absolute. Holds the embedded database, blobs on disk and the secret key. */
  dataDir: string
  /** `null`: the embedded PostgreSQL. */
  databaseUrl: string | null
  /** `null`: the queue runs on PostgreSQL. */
  redisUrl: string | null
  blobs: BlobsConfig
  /** Where browsers reach the desk; `null`: as the request says. Without a trailing slash. */
  publicUrl: string | null
  /** Whether a proxy of the operator's stands in front and names the client in `X-Forwarded-For`. */
  behindProxy: boolean
  /** Hosts and CIDRs in private ranges that accounts may still connect to. */
  allowPrivateHosts: readonly string[]
  /** Base64 of 32 bytes; `null`: kept in `secretKeyFile`, made on first start. */
  secretKey: string | null
  secretKeyFile: string
  /** The admin made on first start in place of the printed link. */
  firstAdmin: { email: string; password: string } | null
  /** An admin's API key made on first start. */
  bootstrapApiKey: string | null
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** A named point at which a test wants the process to die; never set in production. */
  failpoint: string | null
  /** How often what was left is looked for; `null`, and always in production: as the worker sees fit. */
  sweepEveryMs: number | null
  production: boolean
}

const truth = z.stringbool({ error: 'must be true or false' })
const url = (protocols: readonly string[], example: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL such as ${example}`,
  })

const environmentSchema = z.object({
  PORT: z.coerce
    .number({ error: 'must be a port number between 0 and 65535' })
    .int('must be a port number between 0 and 65535')
    .min(0, 'must be a port number between 0 and 65535')
    .max(65_535, 'must be a port number between 0 and 65535')
    .default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://desk:secret@db.example.com/desk').optional(),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://redis.example.com:6379').optional(),
  S3_BUCKET: z.string().min(1).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_ENDPOINT: url(['http:', 'https:'], 'https://s3.example.com').optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  S3_FORCE_PATH_STYLE: truth.default(false),
  PUBLIC_URL: url(['http:', 'https:'], 'https://desk.example.com').optional(),
  TRUST_PROXY: truth.default(false),
  ALLOW_PRIVATE_HOSTS: z.string().optional(),
  SECRET_KEY: z
    .string()
    .refine((value) => Buffer.from(value, 'base64').length === 32, {
      error: 'must be 32 random bytes in base64, such as `openssl rand -base64 32` prints',
    })
    .optional(),
  SECRET_KEY_FILE: z.string().min(1).optional(),
  ADMIN_EMAIL: z.email({ error: 'must be an email address' }).optional(),
  ADMIN_PASSWORD: z.string().min(10, 'must have at least 10 characters').max(200).optional(),
  BOOTSTRAP_API_KEY: z.string().min(24, 'must have at least 24 characters').max(200).optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'must be debug, info, warn, error or silent' })
    .default('info'),
  NODE_ENV: z.string().optional(),
  CORDBOARD_FAILPOINT: z
    .string()
    .regex(/^[a-z_.]+(:stop)?$/, 'must be the name of a failpoint')
    .optional(),
  CORDBOARD_SWEEP_MS: z.coerce
    .number({ error: 'must be a number of milliseconds from 100' })
    .int('must be a number of milliseconds from 100')
    .min(100, 'must be a number of milliseconds from 100')
    .optional(),
})
type Environment = z.infer<typeof environmentSchema>

const loopback = ['localhost', '127.0.0.0/8', '::1']

/** Reads and checks the whole environment at once. Throws `ConfigError`; an empty value counts as not set. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  refuseUnknown(Object.keys(given))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new ConfigError(`${issue?.path.join('.')} ${issue?.message}.`)
  }
  refuseHalves(parsed.data)
  return configOf(parsed.data)
}

/** Our own prefix is checked for spelling; everything else in the environment belongs to somebody else. */
function refuseUnknown(names: readonly string[]): void {
  const unknown = names.find((name) => name.startsWith('CORDBOARD_') && !(name in environmentSchema.shape))
  if (unknown) throw new ConfigError(`${unknown} is not a setting of Cordboard; remove it or correct its name.`)
}

function refuseHalves(env: Environment): void {
  const pairs = [
    ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
    ['ADMIN_PASSWORD', 'ADMIN_EMAIL'],
    ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'],
    ['S3_SECRET_ACCESS_KEY', 'S3_ACCESS_KEY_ID'],
    ['S3_ENDPOINT', 'S3_BUCKET'],
    ['S3_ACCESS_KEY_ID', 'S3_BUCKET'],
  ] as const
  for (const [present, needed] of pairs) {
    if (env[present] && !env[needed]) throw new ConfigError(`${needed} must be set as well when ${present} is set.`)
  }
  if (env.SECRET_KEY && env.SECRET_KEY_FILE) {
    throw new ConfigError('SECRET_KEY and SECRET_KEY_FILE are both set; keep one of them.')
  }
  const forTests = (['CORDBOARD_FAILPOINT', 'CORDBOARD_SWEEP_MS'] as const).find((name) => env[name])
  if (env.NODE_ENV === 'production' && forTests) {
    throw new ConfigError(`${forTests} exists for tests only and must not be set in production.`)
  }
}

function configOf(env: Environment): Config {
  const dataDir = resolve(env.DATA_DIR)
  return {
    host: env.HOST,
    port: env.PORT,
    dataDir,
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    blobs: blobsOf(env, dataDir),
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    behindProxy: env.TRUST_PROXY,
    allowPrivateHosts: hostsOf(env),
    secretKey: env.SECRET_KEY ?? null,
    secretKeyFile: resolve(env.SECRET_KEY_FILE ?? `${dataDir}/secret.key`),
    firstAdmin: env.ADMIN_EMAIL && env.ADMIN_PASSWORD ? { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD } : null,
    bootstrapApiKey: env.BOOTSTRAP_API_KEY ?? null,
    logLevel: env.LOG_LEVEL,
    failpoint: env.CORDBOARD_FAILPOINT ?? null,
    sweepEveryMs: env.CORDBOARD_SWEEP_MS ?? null,
    production: env.NODE_ENV === 'production',
  }
}

function blobsOf(env: Environment, dataDir: string): BlobsConfig {
  if (!env.S3_BUCKET) return { kind: 'disk', folder: `${dataDir}/blobs` }
  return {
    kind: 's3',
    bucket: env.S3_BUCKET,
    region: env.S3_REGION,
    endpoint: env.S3_ENDPOINT ?? null,
    accessKeyId: env.S3_ACCESS_KEY_ID ?? null,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? null,
    forcePathStyle: env.S3_FORCE_PATH_STYLE,
  }
}

/** A desk tried out on one machine may read mail servers of that machine; a desk on its own database says so by name. */
function hostsOf(env: Environment): string[] {
  const listed = env.ALLOW_PRIVATE_HOSTS?.split(/[\s,]+/).filter(Boolean)
  return listed ?? (env.DATABASE_URL ? [] : loopback)
}
