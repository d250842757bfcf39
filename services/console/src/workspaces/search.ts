const TEXT_MOST = 200

/** One text of an address that anybody may have written; left out when it is none. */
export const textOf = <Name extends string>(name: Name, value: unknown): { [K in Name]?: string } =>
  typeof value === 'string' && value !== '' && value.length <= TEXT_MOST
    ? ({ [name]: value } as { [K in Name]: string })
    : {}

/** One of the values that a field of the address may have; left out when it is none of them. */
export const oneOf = <Name extends string, Value extends string>(
  name: Name,
  values: readonly Value[],
  value: unknown,
): { [K in Name]?: Value } => {
  const found = values.find((known) => known === value)
  return found === undefined ? {} : ({ [name]: found } as { [K in Name]: Value })
}

/** A text of a certain form; left out when it has another one. */
export const textLike = <Name extends string>(name: Name, form: RegExp, value: unknown): { [K in Name]?: string } =>
  typeof value === 'string' && form.test(value) ? textOf(name, value) : {}

/** Ids as addresses have them: anything else would be refused by the server as no id at all. */
export const CONNECTION_ID = /^conn_[0-9A-Za-z]{16}$/
export const KEY_ID = /^[0-9A-Za-z]{16}$/
