import { useState } from 'react'
import { MODELS, relay } from './relay.js'

/** Asks for a key and stores it. The page forgets it at once: it cannot be read back. */
export const KeyForm = ({ onStored, onFailure }: { onStored: () => void; onFailure: (error: unknown) => void }) => {
  const [provider, setProvider] = useState('openai')
  const [key, setKey] = useState('')
  const store = async (): Promise<void> => {
    try {
      await relay.storeKey(provider, key)
      setKey('')
      onStored()
    } catch (error) {
      onFailure(error)
    }
  }
  return (
    <form action={() => void store()}>
      <select aria-label="Provider" value={provider} onChange={({ target }) => setProvider(target.value)}>
        {Object.keys(MODELS).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <input
        aria-label="API key"
        type="password"
        autoComplete="off"
        placeholder="Your API key"
        required
        minLength={10}
        value={key}
        onChange={({ target }) => setKey(target.value)}
      />
      <button>Store key</button>
    </form>
  )
}
