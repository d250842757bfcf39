import { useLink, appName } from '../context.js'
import { MainButton } from '../actions.js'
import { sharedKeys } from '../../flow/index.js'
import { ProblemNote } from '../problem-note.js'
import { ProviderChoice } from '../provider-choice.js'
import { Step } from '../step.js'

/** Step 3: which keys. */
export const Providers = () => {
  const { session, state } = useLink()
  const [shared, asked] = [sharedKeys(state).length, state.providers.length]
  return (
    <Step
      title="Choose keys to share"
      count={3}
      lead={`${appName(state)} asks for ${asked === 1 ? 'one provider' : `${asked} providers`}. You decide which of your keys it may use.`}
    >
      <ProblemNote />
      {state.providers.map((provider) => (
        <ProviderChoice key={provider.slug} provider={provider} />
      ))}
      <p className="hint" role="status">
        {shared === 0
          ? 'Add or choose at least one key to go on.'
          : shared === asked
            ? ''
            : `${shared} of ${asked} will be shared.`}
      </p>
      <div className="buttons">
        <MainButton isOff={shared === 0} onClick={() => session.confirmProviders()}>
          Continue
        </MainButton>
      </div>
    </Step>
  )
}
