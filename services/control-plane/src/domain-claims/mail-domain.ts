import { domainToASCII } from 'node:url'

/** One spelling of a domain, in ASCII; undefined if it is none. */
export const normaliseDomain = (written: string): string | undefined => {
  const domain = domainToASCII(written.trim().toLowerCase())
  return domain === '' || !domain.includes('.') ? undefined : domain
}

/** The domain of a normalised e-mail address. */
export const domainOfEmail = (email: string): string | undefined => normaliseDomain(email.slice(email.indexOf('@') + 1))
