/**
 * Fields that bring input which is not in the body: files, addresses, stored conversations and prompts, and tools that the provider runs
 * itself, whose results the model reads. Letter case aside: Google takes both of its spellings, and Go reads any.
 */
const KEYS: readonly string[] = [
  ...['image_url', 'file_id', 'file_url', 'file_uri', 'fileuri', 'document_url', 'container_id'],
  ...['previous_response_id', 'conversation', 'cachedcontent', 'cached_content', 'prompt_id', 'agent_id'],
  ...['server_url', 'connector_id', 'mcp_servers', 'vector_store_ids', 'plugins'],
  ...['web_search_options', 'search_parameters', 'url_context', 'urlcontext', 'google_search', 'googlesearch'],
  ...['google_search_retrieval', 'googlesearchretrieval', 'google_maps', 'googlemaps', 'enterprise_web_search'],
  ...['enterprisewebsearch', 'file_search', 'filesearch', 'code_execution', 'codeexecution', 'retrieval'],
]
/** What a `type` says where the field has no name of its own. Tools that the caller runs (functions, computers, editors) are none of them. */
const TYPES =
  /^(?:url|mcp|connector|web_(?:search|fetch)|x_search|browser_search|file_search|code_(?:interpreter|execution)|image_generation|document_library|shell|openrouter:)/

const [TYPE, PROMPT, ID] = ['type', 'prompt', 'id']
const KNOWN: ReadonlySet<string> = new Set([...KEYS, TYPE, PROMPT, ID])
const BACKSLASH = 0x5c
// One letter as `\u0061`.
const ESCAPE_BYTES = 6
const LONGEST = Math.max(...KEYS.map(({ length }) => length))

// Most keys are none of them, which first letter and length tell: no text is made of those.
const slot = (first: number, length: number): number => ((first | 0x20) << 5) | length
const LIKELY = new Uint8Array(256 * 32)
for (const name of KNOWN) LIKELY[slot(name.charCodeAt(0), name.length)] = 1

// What a server-side type begins with, or an escape: nearly all types there are begin otherwise.
const BEGINNINGS: ReadonlySet<number> = new Set(
  ['ur', 'mc', 'co', 'we', 'x_', 'br', 'fi', 'im', 'do', 'sh', 'op'].map((two) => Buffer.from(two).readUInt16BE()),
)
const mayBeOneOf = (first: number, second: number): boolean =>
  first === BACKSLASH || second === BACKSLASH || BEGINNINGS.has((first << 8) | second)

/** Watches the keys of JSON in UTF-8 while it is read, for those that name input from elsewhere. */
export class Elsewhere {
  isNamed = false
  private last: string | undefined
  /** At each depth: the object there is the value of `prompt`. With an id it is a stored one; without, a tool may have a parameter of that name. */
  private prompts: Set<number> | undefined

  constructor(private readonly bytes: Buffer) {}

  /** A key of an object at that depth, from its opening quote to past its closing one; plain: without escapes. */
  key(from: number, end: number, depth: number, isPlain: boolean): void {
    this.last = undefined
    if (this.isNamed) return
    const name = isPlain ? this.plainName(from + 1, end - 1) : this.escapedName(from, end)
    if (name === undefined) return
    if (name === TYPE || name === PROMPT) this.last = name
    else if (name !== ID || this.prompts?.has(depth) === true) this.isNamed = true
  }

  /** A string that is a value. */
  text(from: number, end: number): void {
    const { bytes, last } = this
    this.last = undefined
    if (last !== TYPE || !mayBeOneOf(bytes[from + 1] ?? 0, bytes[from + 2] ?? 0)) return
    if (TYPES.test(textAt(bytes, from, end))) this.isNamed = true
  }

  /** An object or a list begins at that depth. */
  open(depth: number): void {
    if (this.last === PROMPT) (this.prompts ??= new Set()).add(depth)
    else this.prompts?.delete(depth)
    this.last = undefined
  }

  private plainName(from: number, end: number): string | undefined {
    const length = end - from
    if (length > LONGEST || LIKELY[slot(this.bytes[from] ?? 0, length)] !== 1) return undefined
    return known(this.bytes.toString('latin1', from, end))
  }

  private escapedName(from: number, end: number): string | undefined {
    return end - from > LONGEST * ESCAPE_BYTES + 2 ? undefined : known(textAt(this.bytes, from, end))
  }
}

const known = (name: string): string | undefined => {
  const folded = name.toLowerCase()
  return KNOWN.has(folded) ? folded : undefined
}

/** The text of a valid string, from its opening quote to past its closing one. */
export const textAt = (bytes: Buffer, from: number, end: number): string => {
  const quoted = bytes.toString('utf8', from, end)
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
}
