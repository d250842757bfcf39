import { ConfigProblem } from '@1relay/config'
import { awsCredentials, type AwsSettings } from './aws-credentials.http.js'
import { AwsKms } from './aws-kms.http.js'
import { GoogleKms } from './google-kms.http.js'
import { googleAccessToken, type GoogleSettings } from './google-token.http.js'
import { FileKeys } from './key-source.file.js'
import type { KeySource } from './key-source.port.js'
import { WrappedKeys } from './key-source.wrapped.js'
import type { Kms, KmsKind } from './kms.port.js'
import { VaultTransit, type VaultSettings } from './vault-transit.http.js'

export interface KmsSettings extends AwsSettings, GoogleSettings, VaultSettings {
  readonly AWS_ENDPOINT_URL_KMS?: string | undefined
  readonly CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS?: string | undefined
}

export interface KeySettings extends KmsSettings {
  readonly RELAY_PRIVATE_KEYS?: readonly Buffer[] | undefined
  readonly RELAY_PRIVATE_KEYS_FILE?: string | undefined
  readonly RELAY_WRAPPED_KEYS_FILE?: string | undefined
}

/** The one source that the settings name; undefined if they name none. Throws ConfigProblem if they name several. */
export const chooseKeySource = (settings: KeySettings): KeySource | undefined => {
  const { RELAY_PRIVATE_KEYS: ready, RELAY_PRIVATE_KEYS_FILE: file, RELAY_WRAPPED_KEYS_FILE: wrapped } = settings
  const sources: KeySource[] = []
  if (ready !== undefined) sources.push({ read: () => Promise.resolve(ready) })
  if (file !== undefined) sources.push(new FileKeys(file))
  if (wrapped !== undefined) sources.push(new WrappedKeys(wrapped, (kind) => kmsOf(kind, settings)))
  if (sources.length > 1) {
    const names = 'RELAY_PRIVATE_KEYS, RELAY_PRIVATE_KEYS_FILE and RELAY_WRAPPED_KEYS_FILE'
    throw new ConfigProblem([`${names}: set one of them, so that it is clear which key is the current one.`])
  }
  return sources[0]
}

/** The KMS of a kind. */
export const kmsOf = (kind: KmsKind, settings: KmsSettings): Kms => {
  switch (kind) {
    case 'aws-kms':
      return new AwsKms(() => awsCredentials(settings), settings.AWS_ENDPOINT_URL_KMS)
    case 'google-kms': {
      const endpoint = settings.CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS?.replace(/\/$/, '')
      return new GoogleKms(() => googleAccessToken(settings, Date.now()), endpoint)
    }
    case 'vault-transit':
      return new VaultTransit(settings)
  }
}
