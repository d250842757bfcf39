export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
export type Method = (typeof METHODS)[number]

export const LIST_MOST = 50
export const NETWORK_PROBLEM = 'Addresses or networks such as 203.0.113.7 or 2001:db8::/32, one a line.'

/** The entries of a field with one a line, or separated by spaces and commas; each once. */
export const linesOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))]

/** Path globs, or what is wrong with them. */
export const parsePaths = (text: string): string[] | string => {
  const paths = linesOf(text)
  if (paths.length === 0) return 'At least one path: what is not named is refused. /** means every path.'
  if (paths.length > LIST_MOST) return `At most ${LIST_MOST} paths.`
  const odd = paths.find((path) => !/^\/[^\s?#\\]*$/.test(path) || path.length > 300)
  return odd === undefined ? paths : `${odd.slice(0, 60)} is no path: it begins with / and has no ? or #.`
}

export const parseQueryNames = (text: string): string[] | string => {
  const names = linesOf(text)
  if (names.length > LIST_MOST) return `At most ${LIST_MOST} parameters.`
  const odd = names.find((name) => /[&=#]/.test(name) || name.length > 100)
  return odd === undefined ? names : `${odd.slice(0, 60)} is no name of a parameter.`
}

/** Networks, or what is wrong with them. The server knows more of addresses and says so. */
export const parseCidrs = (text: string): string[] | string => {
  const cidrs = linesOf(text)
  if (cidrs.length === 0 || cidrs.length > LIST_MOST) return NETWORK_PROBLEM
  return cidrs.every(isNetwork) ? cidrs : NETWORK_PROBLEM
}

const isNetwork = (text: string): boolean => {
  const [address = '', prefix] = text.split('/')
  const isV6 = address.includes(':')
  const most = isV6 ? 128 : 32
  if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= most)) return false
  if (isV6) return /^[0-9a-f:.]{2,45}$/i.test(address)
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && address.split('.').every((part) => Number(part) <= 255)
}
