import { useEffect, useState } from 'react'
import { Chat } from './chat.js'
import { KeyForm } from './key-form.js'
import { relay } from './relay.js'

const sentence = (error: unknown): string =>
  // A page that is not allowed learns no more than that: its browser tells the rest in the console.
  error instanceof TypeError ? 'The relay cannot be reached from this page.' : String((error as Error).message)

/** The whole app: keys that are there, a form for more, and a chat with whoever has one. */
export const App = () => {
  const [providers, setProviders] = useState<string[]>([])
  const [failure, setFailure] = useState('')
  const load = (): void => {
    setFailure('')
    relay.listKeys().then(setProviders, (error: unknown) => setFailure(sentence(error)))
  }
  const remove = (change: Promise<void>): void =>
    void change.then(load, (error: unknown) => setFailure(sentence(error)))
  useEffect(load, [])
  return (
    <main>
      <h1>An app without a server</h1>
      <p>Your key is sealed in this page. Nobody who stores it can read it.</p>
      <KeyForm onStored={load} onFailure={(error) => setFailure(sentence(error))} />
      {failure !== '' && <p role="alert">{failure}</p>}
      {providers.map((provider) => (
        <section key={provider} aria-label={provider}>
          <h2>
            {provider} <button onClick={() => remove(relay.deleteKey(provider))}>Delete key</button>
          </h2>
          <Chat provider={provider} onFailure={(error) => setFailure(sentence(error))} />
        </section>
      ))}
      {providers.length > 0 && <button onClick={() => remove(relay.deleteAccount())}>Delete everything</button>}
    </main>
  )
}
