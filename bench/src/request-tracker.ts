/** Request Tracker 5 from Debian, in a database and a configuration folder of its own: the peer that can be installed beside us. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from './desk.ts'
import { temporaryFolder, type Postgres } from './stage.ts'
import { until } from './until.ts'

const run = promisify(execFile)
const library = '/usr/share/request-tracker5/lib'
const program = '/usr/share/request-tracker5/libexec/rt-server'
const setup = '/usr/sbin/rt-setup-database-5'
const starman = '/usr/bin/starman'
const databaseName = 'tracker'
/** As many as this project's machines have cores. */
const workers = 2

export function hasRequestTracker(): boolean {
  return [library, program, setup, starman].every((path) => existsSync(path))
}

export type RequestTracker = {
  /** Milliseconds until it has stored all of them; throws when it has not. */
  take(mails: readonly Buffer[]): Promise<number>
}

export async function startRequestTracker(stack: AsyncDisposableStack, postgres: Postgres): Promise<RequestTracker> {
  const folder = await temporaryFolder(stack)
  const port = await freePort()
  await writeFile(join(folder, 'bench.pm'), configuration(postgres.port, port))
  const env = { ...process.env, RT_SITE_CONFIG_DIR: folder }
  const database = await makeDatabase(stack, postgres, env)
  await run('perl', ['-e', grants], { env })
  const child = spawn(starman, ['--workers', String(workers), '--listen', `127.0.0.1:${port}`, program], {
    env,
    stdio: 'ignore',
  })
  stack.defer(async () => {
    const exited = once(child, 'exit')
    child.kill()
    await exited
  })
  const gateway = `http://127.0.0.1:${port}/REST/1.0/NoAuth/mail-gateway`
  await until('Request Tracker answers', () =>
    fetch(gateway, { signal: AbortSignal.timeout(5_000) }).then(
      () => true,
      () => false,
    ),
  )
  return {
    async take(mails) {
      const before = await ticketsIn(database)
      const begun = performance.now()
      const waiting = [...mails]
      const post = async () => {
        for (let mail = waiting.shift(); mail; mail = waiting.shift()) await postMail(gateway, mail)
      }
      await Promise.all(Array.from({ length: workers }, post))
      const wallMs = performance.now() - begun
      const stored = (await ticketsIn(database)) - before
      if (stored !== mails.length) throw new Error(`Request Tracker stored ${stored} of ${mails.length} mails.`)
      return wallMs
    },
  }
}

/** A field without a file name: with one, it does not find the sender. Its server closes idle connections after a second. */
async function postMail(gateway: string, mail: Buffer): Promise<void> {
  const form = new FormData()
  for (const [name, value] of [
    ['SessionType', 'REST'],
    ['queue', 'General'],
    ['action', 'correspond'],
    ['message', mail.toString()],
  ] as const)
    form.set(name, value)
  const response = await fetch(gateway, { method: 'POST', body: form, headers: { connection: 'close' } })
  const said = await response.text()
  if (!/^ok/m.test(said)) throw new Error(`Request Tracker refused a mail: ${said}`)
}

async function makeDatabase(
  stack: AsyncDisposableStack,
  postgres: Postgres,
  env: NodeJS.ProcessEnv,
): Promise<pg.Client> {
  const open = async (name: string) => {
    const client = new pg.Client({
      connectionString: postgres.superuser(`postgres://127.0.0.1:${postgres.port}/${name}`),
    })
    await client.connect()
    return client
  }
  const first = await open('postgres')
  await first.query(`create role tracker login password 'tracker'`)
  await first.end()
  await run('perl', [setup, '--action', 'init', '--dba', 'postgres', '--dba-password', postgres.superuserPassword], {
    env,
  })
  const database = await open(databaseName)
  stack.defer(() => database.end())
  return database
}

async function ticketsIn(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ count: number }>('select count(*)::int as count from tickets')
  return rows[0]?.count ?? 0
}

/** No mail leaves: what it would send goes to a file. */
function configuration(databasePort: number, port: number): string {
  return `
Set($rtname, 'bench'); Set($Organization, 'bench.test'); Set($Timezone, 'UTC');
Set($DatabaseType, 'Pg'); Set($DatabaseHost, '127.0.0.1'); Set($DatabasePort, '${databasePort}');
Set($DatabaseUser, 'tracker'); Set($DatabasePassword, 'tracker'); Set($DatabaseName, '${databaseName}');
Set($DatabaseAdmin, 'postgres');
Set($WebDomain, '127.0.0.1'); Set($WebPort, ${port}); Set($WebPath, '');
Set($MailCommand, 'testfile'); Set($LogToSyslog, undef); Set($LogToSTDERR, 'critical');
1;
`
}

/** Anybody may write to the one queue, as a mail gateway needs it. */
const grants = `
use lib '${library}';
use RT; RT::LoadConfig(); RT::Init();
my $queue = RT::Queue->new(RT->SystemUser); $queue->Load('General');
my $everyone = RT::Group->new(RT->SystemUser); $everyone->LoadSystemInternalGroup('Everyone');
for my $right (qw(CreateTicket ReplyToTicket CommentOnTicket SeeQueue)) {
  my ($ok, $said) = $everyone->PrincipalObj->GrantRight(Object => $queue, Right => $right);
  die $said unless $ok;
}
`
