/** True for an address that a Link page may carry a public token to: of one of these origins, without a user or a fragment. */
export const isAllowedRedirect = (text: string, origins: readonly string[]): boolean => {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '' || text.includes('#')) return false
  // Registered origins are https, or http on this machine, in normal form.
  return origins.includes(url.origin)
}
