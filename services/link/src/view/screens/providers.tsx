import { useRef, useState } from 'react'
import { sharedKeys } from '../../flow/index.js'
import { MainButton } from '../actions.js'
import { appName, useLink } from '../context.js'
import { ProblemNote } from '../problem-note.js'
import { ProviderChoice } from '../provider-choice.js'
import { Step } from '../step.js'

/** Step 3: which keys. */
export const Providers = () => {
  const { session, state } = useLink()
  const [isForgotten, setForgotten] = useState(false)
  const choices = useRef<HTMLDivElement>(null)
  const [shared, asked] = [sharedKeys(state).length, state.providers.length]
  const goOn = () => {
    const fields = choices.current?.querySelectorAll<HTMLInputElement>('form.add-key input[name="key"]') ?? []
    const typed = [...fields].find((field) => field.value !== '')
    setForgotten(typed !== undefined)
    if (typed === undefined) session.confirmProviders()
    else typed.focus()
  }
  return (
    <Step
      title="Choose keys to share"
      count={3}
      lead={`${appName(state)} asks for ${asked === 1 ? 'one provider' : `${asked} providers`}. You decide which of your keys it may use.`}
    >
      <ProblemNote />
      <div ref={choices}>
        {state.providers.map((provider) => (
          <ProviderChoice key={provider.slug} provider={provider} />
        ))}
      </div>
      <p className={isForgotten ? 'field-error' : 'hint'} role="status">
        {isForgotten
          ? 'You typed a key but did not save it. Save it, or choose not to share it.'
          : count(shared, asked)}
      </p>
      <div className="buttons">
        <MainButton isOff={shared === 0} onClick={goOn}>
          Continue
        </MainButton>
      </div>
    </Step>
  )
}

const count = (shared: number, asked: number): string => {
  if (shared === 0) return 'Add or choose at least one key to go on.'
  return shared === asked ? '' : `${shared} of ${asked} will be shared.`
}
