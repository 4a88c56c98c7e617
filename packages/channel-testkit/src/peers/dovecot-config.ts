/** Dovecot's configuration for tests: one folder, three ports, no wait after a wrong password. */
import { execFileSync } from 'node:child_process'
import { userInfo } from 'node:os'

export type DovecotLayout = {
  folder: string
  imapPort: number
  imapsPort: number
  lmtpPort: number
  /** Asked about access tokens, which are appended to it; set: XOAUTH2 and OAUTHBEARER are offered. */
  tokenInfoUrl?: string | undefined
}

/** Whom mail processes run as: `nobody` when root starts Dovecot, otherwise whoever does. */
export type MailOwner = { uid: number; gid: number; daemon: { user: string; group: string; login: string } }

export function mailOwner(): MailOwner {
  const me = userInfo()
  if (me.uid !== 0) {
    const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()
    return { uid: me.uid, gid: me.gid, daemon: { user: me.username, group, login: me.username } }
  }
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g'), daemon: { user: 'dovecot', group: 'dovecot', login: 'dovenull' } }
}

/** The file's text. Without `anvil-auth-penalty` off, one wrong password slows every later sign-in by seconds. */
export function dovecotConfig(layout: DovecotLayout, owner: MailOwner): string {
  const { folder, imapPort, imapsPort, lmtpPort, tokenInfoUrl } = layout
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = ${owner.daemon.user}
default_internal_group = ${owner.daemon.group}
default_login_user = ${owner.daemon.login}
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login${tokenInfoUrl ? ' xoauth2 oauthbearer' : ''}
auth_failure_delay = 0
mail_max_userip_connections = 200
${tokenInfoUrl ? tokenPassdb(folder) : ''}passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%n ${folder}/passwd
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${folder}/home/%n
}
namespace inbox {
  inbox = yes
  separator = /
${['Sent', 'Trash', 'Junk', 'Archive'].map((name) => `  mailbox ${name} {\n    auto = subscribe\n    special_use = \\${name}\n  }`).join('\n')}
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = ${imapsPort}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtpPort}
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`
}

function tokenPassdb(folder: string): string {
  return `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
`
}

/** The text of `oauth2.conf`: whom a token belongs to stands in the answer's `email`. */
export function tokenConfig(tokenInfoUrl: string): string {
  return `tokeninfo_url = ${tokenInfoUrl}
introspection_mode = get
username_attribute = email
username_format = %n
`
}
