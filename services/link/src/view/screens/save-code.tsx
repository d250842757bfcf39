import { type SubmitEvent, useState } from 'react'
import { MainButton } from '../actions.js'
import { useLink } from '../context.js'
import { ProblemNote } from '../problem-note.js'
import { Step } from '../step.js'

/** The recovery code, shown once. */
export const SaveCode = () => {
  const { session } = useLink()
  const [isSaved, setSaved] = useState(false)
  const [said, setSaid] = useState('')
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isSaved) void session.vault.keepCode()
    else setSaid('Save the code first, then confirm it.')
  }
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(session.vault.recoveryCode)
      setSaid('Copied.')
    } catch {
      // A frame may write to the clipboard only if its host lets it.
      setSaid('This browser does not allow copying here. Write the code down or download it.')
    }
  }
  return (
    <Step
      title="Save your recovery code"
      lead="If you forget your master password, this code is the only way back to your keys. It is shown only now."
    >
      <form noValidate onSubmit={submit}>
        <ProblemNote />
        <output className="code" aria-label="Recovery code">
          {session.vault.recoveryCode}
        </output>
        <div className="buttons buttons-small">
          <button type="button" className="button button-quiet" onClick={() => void copy()}>
            Copy code
          </button>
          <button
            type="button"
            className="button button-quiet"
            onClick={() => {
              download(session.vault.recoveryCode)
              setSaid('Downloaded as 1relay-recovery-code.txt.')
            }}
          >
            Download code
          </button>
        </div>
        <p role="status" className="said">
          {said}
        </p>
        <label className="check">
          <input type="checkbox" checked={isSaved} onChange={(event) => setSaved(event.currentTarget.checked)} />
          <span>I saved my recovery code</span>
        </label>
        <div className="buttons">
          <MainButton isOff={!isSaved}>Continue</MainButton>
        </div>
      </form>
    </Step>
  )
}

const download = (code: string): void => {
  const text = `1Relay recovery code\n\n${code}\n\nIt opens your vault without the master password. Keep it where only you find it.\n`
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = '1relay-recovery-code.txt'
  anchor.click()
  URL.revokeObjectURL(url)
}
