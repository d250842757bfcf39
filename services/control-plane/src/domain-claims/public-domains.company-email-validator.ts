import { isCompanyDomain } from 'company-email-validator'

// Missing there.
const others: ReadonlySet<string> = new Set(['mailbox.org'])

/** True for the domain of a public or disposable mail provider, and for what is below it: some give each user a subdomain. */
export const isPublicMailDomain = (domain: string): boolean => {
  const labels = domain.split('.')
  const names = labels.slice(0, -1).map((_, i) => labels.slice(i).join('.'))
  return names.some((name) => !isCompanyDomain(name) || others.has(name))
}
