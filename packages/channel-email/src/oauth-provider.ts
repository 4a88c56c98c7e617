/** Where each provider lets people sign in, and what the desk asks it for. */
import type { OAuthSettings } from './oauth-settings.ts'

export type OAuthProvider = {
  /** As people know it. */
  name: string
  authorizeUrl: string
  tokenUrl: string
  scope: string
  /** What else the authorisation page is asked. */
  extra: Readonly<Record<string, string>>
  /** PEM; only for providers of one's own. */
  ca: string | null
}

export function oauthProvider(oauth: OAuthSettings): OAuthProvider {
  switch (oauth.provider) {
    case 'google':
      return {
        name: 'Google',
        authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
        tokenUrl: 'https://oauth2.googleapis.com/token',
        scope: 'https://mail.google.com/',
        // Without both, Google gives a refresh token at the first consent only.
        extra: { access_type: 'offline', prompt: 'consent' },
        ca: null,
      }
    case 'microsoft': {
      const base = `https://login.microsoftonline.com/${oauth.tenant ?? 'common'}/oauth2/v2.0`
      return {
        name: 'Microsoft',
        authorizeUrl: `${base}/authorize`,
        tokenUrl: `${base}/token`,
        scope: 'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
        // Else it takes whoever the browser is signed in as, which is mostly the admin and not the mailbox.
        extra: { prompt: 'select_account' },
        ca: null,
      }
    }
    case 'custom': {
      const { authorizeUrl, tokenUrl, scope, ca } = oauth
      return { name: new URL(authorizeUrl).host, authorizeUrl, tokenUrl, scope, extra: {}, ca: ca ?? null }
    }
  }
}
