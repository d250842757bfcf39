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
