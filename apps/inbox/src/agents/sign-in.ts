/** Signing in and out, by better-auth over the desk's own tables. Agents come by invitation only: nobody signs up. */
import { hkdfSync } from 'node:crypto'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { hashPassword, passwordMatches } from './password.ts'

const sessionSeconds = 14 * 24 * 3600
const sessionRenewedAfterSeconds = 24 * 3600

/** better-auth's four tables under the product's words. */
const ourTables = {
  account: {
    modelName: 'agent_credentials',
    accountLinking: { enabled: false },
    fields: {
      accountId: 'account_id',
      providerId: 'provider_id',
      userId: 'agent_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  user: {
    modelName: 'agents',
    fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
  },
  session: {
    modelName: 'agent_sessions',
    expiresIn: sessionSeconds,
    updateAge: sessionRenewedAfterSeconds,
    fields: {
      userId: 'agent_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  verification: {
    modelName: 'agent_verifications',
    fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
  },
} satisfies Partial<BetterAuthOptions>

export type SignIn = ReturnType<typeof openSignIn>

export const agentDisabledCode = 'AGENT_DISABLED'

/** Signs cookies with a key derived from the desk's; losing that signs everybody out and nothing worse. */
export function openSignIn(db: Kysely<Tables>, options: { secretKey: Buffer; publicUrl: string | null }) {
  const secret = cookieSecret(options.secretKey)
  return betterAuth({
    appName: 'Cordboard',
    baseURL: options.publicUrl ?? 'http://localhost',
    basePath: '/api/auth',
    secret,
    database: { db, type: 'postgres' },
    telemetry: { enabled: false },
    logger: { disabled: true },
    // Its routes are not mounted; ours call it. Limits and the origin check lie in front of them.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      password: { hash: hashPassword, verify: passwordMatches },
    },
    ...ourTables,
    advanced: {
      cookiePrefix: 'cordboard',
      useSecureCookies: options.publicUrl?.startsWith('https://') ?? false,
      disableCSRFCheck: true,
      ipAddress: { disableIpTracking: true },
      database: { validateSchema: false },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            await refuseDisabled(db, session.userId)
            return { data: session }
          },
        },
      },
    },
  })
}

/** The secret better-auth signs cookies with; the session look-up of every request checks the same signature. */
export function cookieSecret(secretKey: Buffer): string {
  return Buffer.from(hkdfSync('sha256', secretKey, '', 'session-cookies', 32)).toString('base64url')
}

async function refuseDisabled(db: Kysely<Tables>, agentId: string): Promise<void> {
  const agent = await db.selectFrom('agents').select('disabled_at').where('id', '=', agentId).executeTakeFirst()
  if (!agent || agent.disabled_at)
    throw new APIError('FORBIDDEN', { code: agentDisabledCode, message: 'This agent has been disabled.' })
}
