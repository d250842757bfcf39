import { checkKey, type KeyCheck, makeHttpRelay, sentenceOfCheck } from '@1relay/custody'
import { useVaultPorts } from '../keyring/index.js'

/** The provider refuses the key that was to be saved. */
export class RefusedKey extends Error {
  constructor() {
    super('the provider refuses the key')
  }
}

const relay = makeHttpRelay(location.origin)

/** Asks the provider whether it takes a key, by one call through the relay. `credential` is overwritten. Never rejects. */
export const useKeyCheck = (): ((provider: string, credential: Uint8Array) => Promise<KeyCheck>) => {
  const { api } = useVaultPorts()
  return (provider, credential) => checkKey({ api, relay }, { provider, credential })
}

/** The same for a key in a form with a `CheckOption`: undefined if the person skips it; rejects with `RefusedKey`. */
export const useFormCheck = () => {
  const check = useKeyCheck()
  return async (form: HTMLFormElement, provider: string, credential: Uint8Array): Promise<KeyCheck | undefined> => {
    const box = form.elements.namedItem('check')
    if (!(box instanceof HTMLInputElement) || !box.checked) return undefined
    const verdict = await check(provider, credential.slice())
    if (verdict === 'refused') throw new RefusedKey()
    return verdict
  }
}

/** What the field says when saving failed because of the key itself. */
export const refusalText = (error: unknown, provider: string): string | undefined =>
  error instanceof RefusedKey
    ? `${sentenceOfCheck('refused', provider)} Nothing was saved; to save it all the same, leave out the check.`
    : undefined

/** What is said of a key that was saved. */
export const savedText = (saved: string, provider: string, check: KeyCheck | undefined): string =>
  check === undefined ? saved : `${saved} ${sentenceOfCheck(check, provider)}`
