/** What an admin says about a mailbox. One schema gives the type, the checks, their sentences and the settings form. */
import { z } from 'zod'
import { isCertificate, oauthSchema } from './oauth-settings.ts'

const longestName = 100
const portRange = 'A port is a whole number from 1 to 65535.'
// Addresses may hold any script (RFC 6531); only what would break a header or an SMTP command is refused.
export const addressShape = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,253}$/u
const hostShape = /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,251}[\p{L}\p{N}])?|[0-9a-f:.]+)$/iu
const trustedServerShape = /^(?:none|(?:\*\.)?(?:[a-z\d_](?:[a-z\d_-]*[a-z\d])?\.)+[a-z\d-]{2,63}|[a-z\d-]{1,63})$/i
const controlCharacter = /\p{Cc}/u

const addressSchema = z
  .string('Write the mailbox’s address, such as support@example.com.')
  .trim()
  .regex(addressShape, 'This is not an email address. Write one such as support@example.com.')
  .meta({
    title: 'Address',
    description: 'The address customers write to. Replies are sent from it.',
    examples: ['support@example.com'],
  })

const securitySchema = z
  .enum(['tls', 'starttls', 'none'], 'Choose how the connection is encrypted: tls, starttls or none.')
  .meta({
    title: 'Encryption',
    description:
      'tls: encrypted from the first byte (ports 993, 465). starttls: encrypted before signing in (143, 587). none: for tests and trusted networks only.',
  })

const caSchema = z
  .string()
  .refine(
    isCertificate,
    'This is not a certificate in PEM form. Paste the text from “-----BEGIN CERTIFICATE-----” to “-----END CERTIFICATE-----”.',
  )
  .optional()
  .meta({
    title: 'Own certificate authority',
    description: 'Only for servers whose certificate no public authority signed: its PEM text.',
  })

const endpoint = {
  host: z
    .string('Write the server’s name, such as imap.example.com.')
    .trim()
    .regex(hostShape, 'Write only the server’s name, such as mail.example.com, without https://, spaces or a path.')
    .meta({ title: 'Server' }),
  port: z.int(portRange).min(1, portRange).max(65_535, portRange).meta({ title: 'Port' }),
  security: securitySchema,
  // Left out by every account from before there was a choice.
  signIn: z
    .enum(['password', 'oauth'], 'Choose how to sign in: password or oauth.')
    .optional()
    .meta({ title: 'Sign-in', description: 'password, or oauth: with the tokens of `oauth`. Left out: password.' }),
  user: plainText('User name', 'Usually the whole address.'),
  password: plainText('Password', 'Many providers want an app password here, not the one used in the browser.').default(
    '',
  ),
  ca: caSchema,
}

const imapSchema = strict({
  ...endpoint,
  user: endpoint.user.min(1, 'Write the user name the mailbox is opened with, usually the whole address.'),
})
  .refine(({ signIn, password }) => signIn === 'oauth' || password !== '', {
    error: 'Write the mailbox’s password or app password.',
    path: ['password'],
  })
  .meta({ title: 'Receiving (IMAP)' })

const smtpSchema = strict(endpoint)
  .refine(({ signIn, user }) => signIn !== 'oauth' || user !== '', {
    error: 'Write the user name the provider knows the mailbox by, usually the whole address.',
    path: ['user'],
  })
  .refine(({ signIn, user, password }) => signIn === 'oauth' || (user === '') === (password === ''), {
    error:
      'Write both the user name and the password, or leave both empty for a server that takes mail without signing in.',
    path: ['password'],
  })
  .meta({ title: 'Sending (SMTP)' })

export const emailSettingsSchema = strict({
  address: addressSchema,
  fromName: z
    .string()
    .trim()
    .max(longestName, `A sender name has at most ${longestName} characters.`)
    .refine((name) => !controlCharacter.test(name), 'A sender name is one line of text.')
    .optional()
    .meta({ title: 'Sender name', description: 'What customers see beside the address, such as “Example Support”.' }),
  imap: imapSchema,
  smtp: smtpSchema,
  oauth: oauthSchema.optional(),
  folders: z
    .array(z.string().min(1, 'A folder’s name is not empty.'))
    .min(1, 'Name at least one folder to read, such as INBOX.')
    .default(['INBOX'])
    .meta({ title: 'Folders', description: 'The folders whose mail comes to the desk.' }),
  trustedServer: z
    .string()
    .trim()
    .regex(
      trustedServerShape,
      'Write the server’s name as it stands in Authentication-Results, such as mx.example.com, or none.',
    )
    .optional()
    .meta({
      title: 'Server that checks senders',
      description:
        'Whose Authentication-Results say who really wrote a mail: the first word of that header field. Left out: what is known of the provider; none: nobody.',
    }),
  sentCopies: z
    .enum(
      ['auto', 'always', 'never'],
      'Choose whether copies of replies are kept in the mailbox: auto, always or never.',
    )
    .optional()
    .meta({
      title: 'Copies of replies',
      description:
        'Whether replies are kept in the mailbox’s Sent folder. auto: where the provider does not do so itself. A copy that is there already is never added twice.',
    }),
}).refine(({ imap, smtp, oauth }) => oauth !== undefined || (imap.signIn !== 'oauth' && smtp.signIn !== 'oauth'), {
  error: 'Signing in at the provider needs the app registered there: write its client ID.',
  path: ['oauth'],
})

export type EmailSettings = z.output<typeof emailSettingsSchema>
/** One server of a mailbox: where it is, how the connection is encrypted, how to sign in. */
export type MailServer = EmailSettings['smtp']

/** Dotted paths of what is sealed at rest and never leaves the server. */
export const secretFields: readonly string[] = ['imap.password', 'smtp.password', 'oauth.clientSecret', 'oauth.tokens']

function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `There is no setting called ${issue.keys.map((key) => `“${key}”`).join(', ')}. Remove it.`
        : undefined,
  })
}

function plainText(title: string, description: string) {
  return z
    .string(`${title} is missing.`)
    .max(4_096, `${title} is too long.`)
    .refine(
      (text) => !controlCharacter.test(text),
      `${title} holds a line break or another invisible character. Paste it again.`,
    )
    .meta({ title, description })
}
