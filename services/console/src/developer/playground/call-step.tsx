import { Button, Group, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { CopyButton, Panel, valueOf } from '../../ui/index.js'
import { callChat, type StreamedAnswer } from './call.http.js'
import classes from './playground.module.css'

const MODELS: Record<string, string> = {
  openai: 'gpt-4o-mini',
  anthropic: 'claude-haiku-4-5',
  google: 'gemini-2.5-flash',
  groq: 'llama-3.1-8b-instant',
  mistral: 'mistral-small-latest',
  openrouter: 'openai/gpt-4o-mini',
}

/** A streamed chat call with the token, and the same as a line of curl. */
export const CallStep = ({ token, provider }: { token: string; provider: string }) => {
  const [answer, setAnswer] = useState<StreamedAnswer>()
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  const work = useMutation({
    mutationFn: (asked: { model: string; prompt: string }) => {
      stop.current = new AbortController()
      return callChat({ token, ...asked, signal: stop.current.signal, onGrow: setAnswer })
    },
  })
  const call = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    work.mutate({ model: `${provider}/${valueOf(form, 'model').trim()}`, prompt: valueOf(form, 'prompt') })
  }
  return (
    <Panel title="2. Call" actions={<CopyButton value={() => curlOf(token, provider)} label="Copy as curl" />}>
      <form onSubmit={call} className={classes['form']}>
        <TextInput name="model" label="Model" defaultValue={MODELS[provider] ?? ''} autoComplete="off" required />
        <TextInput name="prompt" label="Prompt" defaultValue="Say hello in one sentence." required />
        <Group gap="xs">
          <Button type="submit" loading={work.isPending}>
            Send
          </Button>
          {work.isPending ? (
            <Button variant="default" onClick={() => stop.current?.abort()}>
              Stop
            </Button>
          ) : null}
        </Group>
      </form>
      {answer === undefined ? null : <Answer answer={answer} />}
      {work.isError && stop.current?.signal.aborted !== true ? <p role="alert">The call did not get through.</p> : null}
    </Panel>
  )
}

const Answer = ({ answer }: { answer: StreamedAnswer }) => (
  <div className={classes['answer']}>
    <p className={classes['text']} aria-live="polite">
      {answer.text}
    </p>
    <dl className={classes['facts']}>
      <div>
        <dt>status</dt>
        <dd>{answer.status}</dd>
      </div>
      {answer.facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  </div>
)

const curlOf = (token: string, provider: string): string =>
  [
    `curl -N ${location.origin}/v1/proxy/chat/completions \\`,
    `  -H 'authorization: Bearer ${token}' -H 'content-type: application/json' \\`,
    `  -d '{"model":"${provider}/${MODELS[provider] ?? 'MODEL'}","stream":true,"messages":[{"role":"user","content":"Hello!"}]}'`,
  ].join('\n')
