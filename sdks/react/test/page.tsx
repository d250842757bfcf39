import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { type OneRelayLinkOptions, useOneRelayLink } from '../src/index.js'

type Props = Pick<OneRelayLinkOptions, 'token' | 'apiBaseUrl'> & { readonly name?: string; readonly isGone?: boolean }

declare global {
  interface Window {
    log: unknown[][]
    show: (props: Props) => void
  }
}

window.log = []

const Connect = ({ name = 'first', ...options }: Props) => {
  const { open, exit, ready, error } = useOneRelayLink({
    ...options,
    onSuccess: ({ publicToken }) => window.log.push([name, 'success', publicToken]),
    onExit: (failure) => window.log.push([name, 'exit', failure?.code ?? null]),
    onEvent: (event) => window.log.push([name, event]),
    onLoad: () => window.log.push([name, 'load']),
  })
  return (
    <>
      <button id="open" onClick={open}>
        {ready ? 'ready' : 'waiting'}
      </button>
      <button id="exit" onClick={() => exit({ force: true })}>
        Exit
      </button>
      <output>{error?.code ?? 'none'}</output>
    </>
  )
}

const App = () => {
  const [props, setProps] = useState<Props>()
  window.show = setProps
  return props === undefined || props.isGone ? <p>nothing</p> : <Connect {...props} />
}

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
