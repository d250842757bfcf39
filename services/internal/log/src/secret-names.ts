const exactly = new Set([
  'auth',
  'authorization',
  'proxyauthorization',
  'credential',
  'credentials',
  'key',
  'keys',
  'passphrase',
  'pass',
  'proof',
  'pwd',
  'recoverycode',
  'seal',
  'stem',
  'vaultkey',
  'wrappedkey',
])

const endings = /(?:token|secret|password|apikey|cookie|credential|privatekey|authhalf|sealhalf)$/

/** Whether a field or header of this name holds a secret: spelling (camel, kebab, snake, upper case) makes no difference. */
export const isSecretName = (name: string): boolean => {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  return exactly.has(plain) || endings.test(plain)
}
