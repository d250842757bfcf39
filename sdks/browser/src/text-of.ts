interface Delta {
  readonly type?: string
  readonly delta?: { readonly text?: string }
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[]
  readonly candidates?: readonly {
    readonly content?: { readonly parts?: readonly { readonly text?: string; readonly thought?: boolean }[] }
  }[]
}

/** The text that one event of a stream adds, in the dialect of OpenAI, Anthropic or Google; '' for any other event. */
export const textOf = (data: string): string => {
  let event: Delta
  try {
    event = JSON.parse(data) as Delta
  } catch {
    return ''
  }
  if (event.type === 'content_block_delta') return event.delta?.text ?? ''
  const parts = event.candidates?.[0]?.content?.parts ?? []
  return (
    event.choices?.[0]?.delta?.content ?? parts.map(({ text = '', thought }) => (thought === true ? '' : text)).join('')
  )
}

/** The sentence of an event with which a stream breaks off; undefined for any other. */
export const failureIn = (data: string): string | undefined => {
  try {
    const { error } = JSON.parse(data) as { error?: { message?: unknown } | string }
    if (error === undefined) return undefined
    if (typeof error === 'string') return error
    return typeof error.message === 'string' ? error.message : 'The stream broke off.'
  } catch {
    return undefined
  }
}
