import { secretKeys, text, url } from '@1relay/config'

/** Where the relay's private keys are. At most one of the first three; without any, relay-sealed credentials are not served. */
export const keySettings = {
  /** Keys of 32 bytes in base64url, the current one first, with commas between them. A file is better: an environment is inherited. */
  RELAY_PRIVATE_KEYS: secretKeys().optional(),
  /** A file with one such key a line; nobody but the relay's user and group may read it. */
  RELAY_PRIVATE_KEYS_FILE: text().optional(),
  /** A file of keys that a KMS has wrapped, made by `relay-key wrap`. */
  RELAY_WRAPPED_KEYS_FILE: text().optional(),
  // The names that the services' own tools use.
  AWS_ACCESS_KEY_ID: text().optional(),
  AWS_SECRET_ACCESS_KEY: text().optional(),
  AWS_SESSION_TOKEN: text().optional(),
  AWS_CONTAINER_CREDENTIALS_FULL_URI: url('http:', 'https:').optional(),
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: text().optional(),
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: text().optional(),
  AWS_EC2_METADATA_SERVICE_ENDPOINT: url('http:').optional(),
  AWS_ENDPOINT_URL_KMS: url('http:', 'https:').optional(),
  GOOGLE_APPLICATION_CREDENTIALS: text().optional(),
  GCE_METADATA_HOST: text().optional(),
  CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS: url('http:', 'https:').optional(),
  VAULT_ADDR: url('http:', 'https:').optional(),
  VAULT_TOKEN: text().optional(),
  VAULT_TOKEN_FILE: text().optional(),
  VAULT_NAMESPACE: text().optional(),
}
