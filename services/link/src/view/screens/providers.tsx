import { useRef, useState } from 'react'
import { isEnough, type LinkState, sharedKeys } from '../../flow/index.js'
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
  const goOn = () => {
    const fields = choices.current?.querySelectorAll<HTMLInputElement>('form.add-key input[name="key"]') ?? []
    const typed = [...fields].find((field) => field.value !== '')
    setForgotten(typed !== undefined)
    if (typed === undefined) session.keys.confirm()
    else typed.focus()
  }
  return (
    <Step title="Choose keys to share" lead={lead(state)}>
      <ProblemNote />
      <div ref={choices}>
        {state.providers.map((provider) => (
          <ProviderChoice key={provider.slug} provider={provider} />
        ))}
      </div>
      <p className={isForgotten ? 'field-error' : 'hint'} role="status">
        {isForgotten ? 'You typed a key but did not save it. Save it, or choose not to share it.' : count(state)}
      </p>
      <div className="buttons">
        <MainButton isOff={!isEnough(state)} onClick={goOn}>
          Continue
        </MainButton>
      </div>
    </Step>
  )
}

const lead = (state: LinkState): string => {
  const app = appName(state)
  if (state.view?.update) return `Choose what changes for ${app}. What you leave alone stays as it is.`
  const asked = state.providers.length === 1 ? 'one provider' : `${state.providers.length} providers`
  return `${app} asks for ${asked}. One key is enough to go on, and it sees none of them.`
}

const count = (state: LinkState): string => {
  if (!isEnough(state)) return 'Add or choose at least one key to go on.'
  const [asked, shared] = [state.providers.length, sharedKeys(state).length]
  return state.view?.update || shared === asked ? '' : `${shared} of ${asked} will be shared.`
}
