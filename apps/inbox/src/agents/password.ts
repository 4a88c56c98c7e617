import { hash, verify } from '@node-rs/argon2'

/** Argon2id with OWASP's least memory of 19 MiB: about 20 ms, so that sixteen sign-ins at once still fit a small machine. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost)
}

export async function passwordMatches(stored: { hash: string; password: string }): Promise<boolean> {
  return verify(stored.hash, stored.password)
}
