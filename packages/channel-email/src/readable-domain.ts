/** Domains as people may read them: in their own script, unless their letters pass for those of another name. */
import { domainToASCII, domainToUnicode } from 'node:url'

const latin = /\p{Script=Latin}/u
const likeLatin = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}]/u
/** Cyrillic and Greek letters that look like Latin ones in most fonts; browsers keep such a list. */
const lookalikes = /^[асԁеһіјӏорԗԛѕԝхуүъьҽпгѵѡαικνρυωηοτ\d-]+$/u

/** As the DNS has it where a label mixes alphabets that look alike, or holds nothing but letters that pass for Latin ones. */
export function readableDomain(domain: string): string {
  const labels = domain.toLowerCase().normalize('NFC').split('.')
  const underLatin = /^[\w-]*$/.test(labels.at(-1) ?? '')
  const imitates = labels.some(
    (label) => likeLatin.test(label) && (latin.test(label) || (underLatin && lookalikes.test(label))),
  )
  return imitates ? domainToASCII(domain) || domain : domain
}

/** What an address identifies somebody by, however it was written: in lower case, its domain as people may read it. */
export function keyOf(address: string): string {
  const at = address.lastIndexOf('@') + 1
  const domain = address.slice(at).toLowerCase()
  return `${address.slice(0, at).toLowerCase()}${readableDomain(domainToUnicode(domain) || domain)}`
}
