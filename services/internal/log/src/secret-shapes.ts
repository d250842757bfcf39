/** What stands in the log where a secret was. */
export const MASK = '[redacted]'

// A letter in front makes `task-list` or `work_app` of it, unless that letter belongs to a percent escape (`%3Dsk-…`).
const start = '(?:(?<![A-Za-z])|(?<=%[0-9A-Fa-f]{2}))'

const providerKeys = [
  'sk-[A-Za-z0-9_-]{6,}', // OpenAI, Anthropic, OpenRouter and many more
  '[sr]k_(?:live|test)_[A-Za-z0-9]{6,}', // Stripe
  'AIza[A-Za-z0-9_-]{10,}', // Google
  'gsk_[A-Za-z0-9]{6,}', // Groq
  'xai-[A-Za-z0-9]{12,}',
  'hf_[A-Za-z0-9]{12,}',
  'r8_[A-Za-z0-9]{12,}',
  'gh[opsu]_[A-Za-z0-9]{12,}',
  'github_pat_[A-Za-z0-9_]{12,}',
  'xox[abeprs]-[A-Za-z0-9-]{10,}',
  'AKIA[A-Z0-9]{12,}',
  'eyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{6,}(?:\\.[A-Za-z0-9_-]*)?', // JWT
]

// `1r_` is never the end of a word, so nothing is asked of what stands in front. The public id is kept: it is the
// lookup key, and without it nobody can find the grant that a line is about.
const ourToken = new RegExp(
  `(1r_(?!cid_)[a-z]{2,8}|${start}rk_(?:app|agent|person|vendor|proxy|mgmt))_(?:([0-9A-Za-z]{16})_)?[0-9A-Za-z_-]+`,
  'g',
)
const providerKey = new RegExp(`${start}(?:${providerKeys.join('|')})`, 'g')
const scheme = /\b(Bearer|Basic)(\s+|%20|\+)[A-Za-z0-9._~+/=%-]{6,}/gi
const userInfo = /(:\/\/[^\s/?#:@]*:)[^\s/?#@]+@/g
const named =
  /(["']?\b(?:[a-z0-9-]+[-_])?(?:api[-_]?key|key|token|secret|password|credential|authorization|cookie)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'&,;})\]]+)/gi
const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

/**
 * The text with everything masked that looks like a secret: our tokens (their public id stays), provider keys, Bearer
 * and Basic credentials, passwords in URLs, values of `key=`, `"token": …` and the like, PEM private keys.
 */
export const maskSecrets = (text: string): string =>
  text
    .replace(pem, MASK)
    .replace(scheme, `$1 ${MASK}`)
    .replace(ourToken, (_, prefix: string, id: string | undefined) => `${prefix}_${id ? `${id}_` : ''}${MASK}`)
    .replace(providerKey, MASK)
    .replace(userInfo, `$1${MASK}@`)
    .replace(named, (_, name: string, value: string) => name + (/^["']/.test(value) ? `"${MASK}"` : MASK))
