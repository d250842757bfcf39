import { stageOf, STAGES } from '../flow/index.js'
import { useLink } from './context.js'

/** Where the person is on the way, above every screen of it. */
export const Rail = () => {
  const { state } = useLink()
  const stage = stageOf(state.screen)
  if (stage === undefined) return null
  return (
    <ol className="rail" aria-label={`Step ${stage + 1} of ${STAGES.length}`}>
      {STAGES.map((name, index) => (
        <li
          key={name}
          className={index < stage ? 'is-done' : undefined}
          aria-current={index === stage ? 'step' : undefined}
        >
          {name}
          {index < stage ? <span className="for-readers"> (done)</span> : null}
        </li>
      ))}
    </ol>
  )
}
