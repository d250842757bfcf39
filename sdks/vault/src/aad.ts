import { VaultError } from './errors.js'

/** Refuses an AAD field that could be read in two ways: empty, with the separator inside, or a lone surrogate (UTF-8 turns every one of them into U+FFFD). */
export const assertAadField = (value: string, field: string): void => {
  assertAadText(value, field)
  if (value.includes('|')) throw new VaultError('malformed', field)
}

/** Like assertAadField, for the last field of an AAD, in which a separator is harmless. */
export const assertAadText = (value: string, field: string): void => {
  if (typeof value !== 'string' || value === '' || !isWellFormed(value)) throw new VaultError('malformed', field)
}

/** True if no surrogate stands alone. (String.isWellFormed is younger than some browsers this runs in.) */
export const isWellFormed = (value: string): boolean => !/\p{Surrogate}/u.test(value)

/**
 * What binds a sealed credential to where it may go (protocol §3): `1relay/v1|<owner id>|<upstream>`. Owner is the grant id
 * when token-sealed, the protected-key id when relay-sealed; upstream is a provider's slug or the full origin of a custom one.
 */
export const credentialAad = (ownerId: string, upstream: string): string => {
  assertAadField(ownerId, 'ownerId')
  assertAadField(upstream, 'upstream')
  return `1relay/v1|${ownerId}|${upstream}`
}
