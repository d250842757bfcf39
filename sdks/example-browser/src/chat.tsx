import { useState } from 'react'
import { MODELS, relay } from './relay.js'

/** Asks a provider, and shows its answer as it comes. */
export const Chat = ({ provider, onFailure }: { provider: string; onFailure: (error: unknown) => void }) => {
  const [question, setQuestion] = useState('')
  const [answer, setAnswer] = useState('')
  const [isAsking, setIsAsking] = useState(false)
  const ask = async (): Promise<void> => {
    setAnswer('')
    setIsAsking(true)
    try {
      const messages = [{ role: 'user', content: question }]
      const onChunk = (text: string): void => setAnswer((before) => before + text)
      await relay.streamChat({ provider, model: MODELS[provider] ?? '', messages, onChunk })
    } catch (error) {
      onFailure(error)
    } finally {
      setIsAsking(false)
    }
  }
  return (
    <>
      <form action={() => void ask()}>
        <input
          aria-label="Question"
          placeholder={`Ask ${provider}`}
          required
          value={question}
          onChange={({ target }) => setQuestion(target.value)}
        />
        <button disabled={isAsking}>Ask</button>
      </form>
      <output aria-busy={isAsking}>{answer}</output>
    </>
  )
}
