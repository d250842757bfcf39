/** A refusal of the relay, or a provider's own error. */
export class RelayError extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 where the browser hides it. */
    readonly status: number,
    /** Code of 1Relay's catalogue, or `redirected`; undefined for a provider's error. */
    readonly code: string | undefined,
    /** Seconds to wait, from `Retry-After`. */
    readonly retryAfter: number | undefined,
  ) {
    super(message)
    this.name = 'RelayError'
  }
}

interface Said {
  readonly error?: unknown
  readonly code?: unknown
}

/** What an answer with an error status says, whoever wrote it. */
export const errorOf = async (answer: Response): Promise<RelayError> => {
  const said = (await answer.json().catch(() => ({}))) as Said
  const nested =
    typeof said.error === 'object' && said.error !== null ? (said.error as { message?: unknown }).message : said.error
  const message = typeof nested === 'string' ? nested : `The relay answered ${answer.status}`
  const retryAfter = Number(answer.headers.get('retry-after') ?? NaN)
  const code = typeof said.error === 'string' && typeof said.code === 'string' ? said.code : undefined
  return new RelayError(message, answer.status, code, Number.isFinite(retryAfter) ? retryAfter : undefined)
}
