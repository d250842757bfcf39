/** A head that was told earlier and kept outside: what a file is held against. */
export interface KnownHead {
  /** Absent: any record of the chain may be it. */
  readonly seq?: number
  readonly hash: string
  readonly workspaceId?: string
  readonly publicKey?: string
}

const PREFIX = '1relay-audit-head'
const HASH = '[A-Za-z0-9_-]{43}'
const told = new RegExp(`${PREFIX}:([0-9A-Za-z]{1,64}):([1-9][0-9]{0,15}):(${HASH}):(${HASH})(?![A-Za-z0-9_-])`)
const short = new RegExp(`^(?:([1-9][0-9]{0,15}):)?(${HASH})$`)

/** A head as one word, as mails carry it. */
export const formatHead = (head: Required<KnownHead>): string =>
  [PREFIX, head.workspaceId, head.seq, head.hash, head.publicKey].join(':')

const seqIn = (text: string | undefined): { seq: number } | undefined => {
  const seq = Number(text)
  return text !== undefined && Number.isSafeInteger(seq) ? { seq } : undefined
}

const inJson = (text: string): KnownHead | undefined => {
  let value: Partial<Record<keyof KnownHead, unknown>> | null
  try {
    value = JSON.parse(text) as typeof value
  } catch {
    return undefined
  }
  const { workspaceId, seq, hash, publicKey } = value ?? {}
  const fits = [workspaceId, hash, publicKey].every((field) => typeof field === 'string') && Number.isSafeInteger(seq)
  return fits ? inWord(formatHead({ workspaceId, seq, hash, publicKey } as Required<KnownHead>)) : undefined
}

const inWord = (text: string): KnownHead | undefined => {
  const [, workspaceId, seq, hash, publicKey] = told.exec(text) ?? []
  if (workspaceId === undefined || hash === undefined || publicKey === undefined) return undefined
  return { workspaceId, hash, publicKey, ...seqIn(seq) }
}

/**
 * The head in a text: a mail with `1relay-audit-head:…` in it, the `head` of the API as JSON, `<seq>:<hash>`, or a hash alone;
 * undefined if there is none.
 */
export const parseHead = (text: string): KnownHead | undefined => {
  const [, seq, hash] = short.exec(text.trim()) ?? []
  if (hash !== undefined) return { hash, ...seqIn(seq) }
  // A mail that was saved as it came has soft line breaks (RFC 2045 §6.7).
  return inWord(text.replace(/=\r?\n/g, '')) ?? inJson(text)
}
