import { useEffect, useRef } from 'react'
import { appName, useLink } from './context.js'

/** Asks before a half-done connection is given up. A native modal dialog: focus, Escape and the rest of the page are its business. */
export const LeaveDialog = () => {
  const { session, state } = useLink()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (state.isLeaving) dialog.current?.showModal()
    else dialog.current?.close()
  }, [state.isLeaving])
  const stay = () => session.navigate.stay()
  return (
    <dialog ref={dialog} aria-labelledby="leave-title" onClose={stay}>
      <h2 id="leave-title">Leave without connecting?</h2>
      <p>Nothing is shared with {appName(state)}. Keys you saved stay in your vault.</p>
      <div className="buttons">
        <button type="button" className="button button-main" onClick={stay}>
          Stay
        </button>
        <button type="button" className="button button-quiet" onClick={() => session.leave()}>
          Leave
        </button>
      </div>
    </dialog>
  )
}
