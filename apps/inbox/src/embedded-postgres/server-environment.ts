/**
 * What the server programs get of the environment: the desk's own secrets are not their business. Windows is the
 * exception, where a program without SystemRoot cannot open a socket.
 */
export const serverEnvironment: NodeJS.ProcessEnv | undefined =
  process.platform === 'win32'
    ? undefined
    : { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }
