const DAY_MS = 24 * 60 * 60 * 1000
// RFC 9116 §2.5.5: less than a year ahead. Whoever keeps a copy looks again within half a year.
const LIFETIME_MS = 180 * DAY_MS

interface Disclosure {
  /** A URI. */
  readonly contact: string
  readonly publicOrigin: string
  readonly now: Date
}

/** Whom to tell of a vulnerability in this installation, as RFC 9116 has it. */
export const securityTxt = ({ contact, publicOrigin, now }: Disclosure): string => {
  const expires = new Date(Math.floor((now.getTime() + LIFETIME_MS) / DAY_MS) * DAY_MS)
  return [
    `Contact: ${contact}`,
    `Expires: ${expires.toISOString()}`,
    'Preferred-Languages: en',
    `Canonical: ${publicOrigin}/.well-known/security.txt`,
    `Policy: ${publicOrigin}/docs/security#reporting`,
    '',
  ].join('\n')
}
