import { isSecretName } from './secret-names.js'
import { MASK, maskSecrets } from './secret-shapes.js'

const hidden = (value: unknown): unknown => (value === null || typeof value === 'boolean' ? value : MASK)

// rawHeaders and header entries: the name is one element, the secret the next.
const redactList = (list: readonly unknown[]): unknown[] =>
  list.map((value, at) => {
    const before = list[at - 1]
    return typeof before === 'string' && typeof value === 'string' && isSecretName(before) ? MASK : redact(value)
  })

/** A JSON value without its secrets, by the names of its fields and by the shape of its strings, at any depth. */
export const redact = (value: unknown): unknown => {
  if (typeof value === 'string') return maskSecrets(value)
  if (Array.isArray(value)) return redactList(value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      maskSecrets(name),
      isSecretName(name) ? hidden(inner) : redact(inner),
    ]),
  )
}

// Looser than the rules above on purpose: a line that matches nothing here holds nothing that they would change, and is
// written as it is, without being parsed.
const suspect =
  /auth|cookie|pass|pwd|token|secret|key|credential|seal|proof|stem|recovery|1r_|[rs]k[-_]|aiza|[rs]8?_|xai-|hf_|gh[opsu]_|xox|akia|eyj|bearer|basic|:\/\//i

/** One line of a log without its secrets. A line that is not JSON is masked by shape alone. */
export const redactLine = (line: string): string => {
  if (!suspect.test(line)) return line
  try {
    return `${JSON.stringify(redact(JSON.parse(line)))}\n`
  } catch {
    return maskSecrets(line)
  }
}
